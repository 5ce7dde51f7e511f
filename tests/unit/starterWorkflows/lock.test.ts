import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockRecord } from '../../../commands/workflows/lock';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-lock-'))));
afterEach(async () => await rm(folder, { recursive: true, force: true }));

test('one command at a time changes an n8n', async () => {
	const file = join(folder, 'new', 'record.json');
	const free = await lockRecord(file);
	await expect(lockRecord(file)).rejects.toThrow(/is in use/);
	free();
	expect(existsSync(`${file}.lock`)).toBe(false);
	(await lockRecord(file))();
});

test('a command that was killed keeps nobody out', async () => {
	const file = join(folder, 'record.json');
	const { pid } = spawnSync(process.execPath, ['--version']);
	for (const left of [String(pid), '']) {
		await writeFile(`${file}.lock`, left);
		(await lockRecord(file))();
	}
});
