import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chosenVersion } from '../../../stack/n8n/versions';
import { root } from '../../support/repository';

const n8n = `stack/n8n/${chosenVersion().version}`;

let checkout: string;
beforeEach(async () => {
	checkout = await realpath(await mkdtemp(join(tmpdir(), 'stack-install-')));
	for (const file of ['stack/cli.mjs', 'stack/parts/progress.js', 'stack/n8n/versions.js', `${n8n}/settings.json`]) {
		await cp(join(root, file), join(checkout, file));
	}
	const lock = JSON.stringify({ packages: { '': {}, 'node_modules/some': { version: '1.0.0' } } });
	for (const folder of ['', n8n]) {
		await mkdir(join(checkout, folder), { recursive: true });
		await writeFile(join(checkout, folder, 'package-lock.json'), lock);
	}
});
afterEach(async () => await rm(checkout, { recursive: true, force: true }));

/** `npm start` on a machine without packages, with an npm that does as it is told. */
async function start(npm: string): Promise<{ status: number | null; said: string }> {
	const bin = join(checkout, 'bin');
	await mkdir(bin);
	await writeFile(join(bin, 'npm'), `#!${process.execPath}\n${npm}`, { mode: 0o755 });
	const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, NODE_OPTIONS: '' };
	const { status, stdout, stderr } = spawnSync(process.execPath, ['stack/cli.mjs', 'start'], { cwd: checkout, env });
	return { status, said: `${stdout.toString()}${stderr.toString()}` };
}

test('an installation is a line at its begin and one at its end, and its warnings go into a log', async () => {
	const { status, said } = await start(`
		for (let left = 20; left > 0; left--) console.error('npm warn deprecated package-' + left + ': old');
		if (!process.cwd().includes('n8n')) process.exit(0);
		console.error('npm error network request failed');
		process.exit(1);
	`);
	const log = join(checkout, '.stack/logs/install.log');
	expect(status).toBe(1);
	expect(said.split('\n').slice(0, 4)).toEqual([
		"  Installing the pack's packages …",
		expect.stringMatching(/^ {2}✓ Installing the pack's packages: done after \d+ s$/),
		expect.stringMatching(/^ {2}Installing n8n [\d.]+ \(a few minutes, once\) …$/),
		expect.stringMatching(/^ {2}✗ Installing n8n [\d.]+ \(a few minutes, once\): failed after \d+ s$/),
	]);
	expect(said).toContain(
		`npm ended with code 1. Check the network and the room on the disk, and try again. The end of ${log}:`,
	);
	expect(said.trim().split('\n').at(-1)).toBe('    npm error network request failed');
	expect(said.match(/npm warn/g)?.length ?? 0).toBeLessThan(15);
	expect((await readFile(log, 'utf8')).match(/npm warn/g)).toHaveLength(40);
});

test('a machine without npm is told so in one sentence', async () => {
	await mkdir(join(checkout, 'empty'));
	const env = { PATH: join(checkout, 'empty') };
	const { status, stderr } = spawnSync(process.execPath, ['stack/cli.mjs', 'start'], { cwd: checkout, env });
	expect([status, stderr.toString()]).toEqual([
		1,
		'npm is not installed: install it together with Node.js 20.19 to 24.\n',
	]);
});
