import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPack } from '../../stack/parts/pack';

/** Builds the pack, packs it and installs it as n8n does. The tests with a real n8n find it made, and need no time for it. */
async function main(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-build-'));
	try {
		const during = async <Result>(_title: string, work: () => Promise<Result>) => await work();
		await installPack(join(folder, 'n8n'), { during, logFile: join(folder, 'pack.log') });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
