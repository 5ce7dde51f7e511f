import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { nodePackage } from '../../../stack/n8n/nodes';
import { filesIn, root } from '../../support/repository';

/** A table of two versions: the older one runs on this Node.js, and the newer one on a Node.js that nobody has. */
const [older, newer] = ['9.0.0', '9.1.0'];
const ranges = { [older]: { from: '20.0.0', below: '98.0.0' }, [newer]: { from: '98.1.0', below: '99.0.0' } };

let checkout: string;
beforeEach(async () => {
	checkout = await realpath(await mkdtemp(join(tmpdir(), 'stack-install-')));
	for (const file of ['stack/cli.mjs', ...filesIn(['stack/parts', 'stack/n8n'], /^stack\/(parts|n8n)\/[^/]+\.m?js$/)]) {
		await cp(join(root, file), join(checkout, file));
	}
	const lock = JSON.stringify({ packages: { '': {}, 'node_modules/some': { version: '1.0.0' } } });
	for (const folder of ['', `stack/n8n/${older}`, `stack/n8n/${newer}`]) {
		await mkdir(join(checkout, folder), { recursive: true });
		await writeFile(join(checkout, folder, 'package-lock.json'), lock);
	}
	for (const [version, node] of Object.entries(ranges)) {
		await writeFile(join(checkout, 'stack/n8n', version, 'settings.json'), JSON.stringify({ node, environment: {} }));
	}
});
afterEach(async () => await rm(checkout, { recursive: true, force: true }));

/** The stack's command on a machine without packages, with an npm that does as it is told. */
async function run(npm: string, ...args: string[]): Promise<{ status: number | null; said: string }> {
	const bin = join(checkout, 'bin');
	await mkdir(bin);
	await writeFile(
		join(bin, 'npm'),
		`#!${process.execPath}
		const { mkdirSync, writeFileSync, readFileSync } = require('node:fs');
		const inN8n = process.cwd().includes('n8n');
		const inNodes = process.cwd().includes('.stack/nodes');
		const [command, ...words] = process.argv.slice(2);
		if (!inN8n && !inNodes && command === 'install') process.exit(0);
		${npm}`,
		{ mode: 0o755 },
	);
	const { MSP_N8N_VERSION: _chosen, ...environment } = process.env;
	const env = { ...environment, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, NODE_OPTIONS: '' };
	const { status, stdout, stderr } = spawnSync(process.execPath, ['stack/cli.mjs', ...args], { cwd: checkout, env });
	return { status, said: `${stdout.toString()}${stderr.toString()}` };
}

const lastLine = (said: string) => said.trim().split('\n').at(-1);

test('an installation is a line at its begin and one at its end, and its warnings go into a log', async () => {
	const { status, said } = await run(
		`
		for (let left = 40; left > 0; left--) console.error('npm warn deprecated package-' + left + ': old');
		console.error('npm error no space left on the disk');
		process.exit(1);
	`,
		'start',
	);
	const log = join(checkout, '.stack/logs/install.log');
	expect(status).toBe(1);
	expect(said.split('\n').slice(0, 4)).toEqual([
		"  Installing the pack's packages …",
		expect.stringMatching(/^ {2}✓ Installing the pack's packages: done after \d+ s$/),
		`  Installing n8n ${older} (a few minutes, once) …`,
		expect.stringMatching(/^ {2}✗ Installing n8n [\d.]+ \(a few minutes, once\): failed after \d+ s$/),
	]);
	expect(said).toContain(
		`npm ended with code 1. Check the network and the room on the disk, and try again. The end of ${log}:`,
	);
	expect(lastLine(said)).toBe('    npm error no space left on the disk');
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

describe('an n8n that needs another Node.js', () => {
	/** Puts a Node.js of a version where npm installs it. */
	const nodeArrives = (version: string) => `
		if (inNodes) {
			const home = 'node_modules/${nodePackage()}';
			mkdirSync(home + '/bin', { recursive: true });
			writeFileSync(home + '/bin/' + (process.platform === 'win32' ? 'node.exe' : 'node'), '');
			writeFileSync(home + '/package.json', JSON.stringify({ version: '${version}' }));
			writeFileSync('asked', words.join(' '));
			process.exit(0);
		}`;

	test('gets it from the registry, and is installed with it in front of the path and with its headers', async () => {
		const { said } = await run(
			`${nodeArrives('98.2.0')}
			console.error('path ' + process.env.PATH.split(':')[0] + ' headers ' + process.env.npm_config_nodedir);
			process.exit(1);`,
			...['install', '--n8n', newer],
		);
		const home = join(checkout, '.stack/nodes/98/node_modules', nodePackage());
		expect(await readFile(join(checkout, '.stack/nodes/98/asked'), 'utf8')).toContain(` ${nodePackage()}@98`);
		expect(lastLine(said)?.trim()).toBe(`path ${join(home, 'bin')} headers ${home}`);
	});

	test.each([
		['that the registry has not at all', "console.error('npm error notarget No matching version found for n@98.\\n')"],
		['that the registry has only too old', nodeArrives('98.0.5')],
	])('%s: one sentence names the newest n8n that can be had', async (_, npm) => {
		const view = `if (command === 'view') { console.log('["97.0.0", "98.0.5"]'); process.exit(0); }`;
		const { status, said } = await run(`${view} ${npm}; process.exit(1);`, 'install', '--n8n', newer);
		expect({ status, last: lastLine(said) }).toEqual({
			status: 3,
			last: `n8n ${newer} needs Node.js 98.1.0 or later (below 99.0.0), and the registry has none in its package ${nodePackage()}. The newest n8n that can be had is ${older} (\`npm start -- --n8n ${older}\`); or install that Node.js yourself and start with it.`,
		});
	});
});

describe('an n8n that the registry lacks in part', () => {
	const lacks = (complaint: string) => `
		if (command === 'view') {
			if (words[0] !== 'n8n@${older}') process.exit(1);
			console.log('"${older}"');
			process.exit(0);
		}
		if (inNodes) process.exit(1);
		console.error(${JSON.stringify(complaint)});
		process.exit(1);`;

	test.each([
		['npm error notarget No matching version found for @n8n/some-part@1.2.3.\n', '@n8n/some-part@1.2.3'],
		["npm error 404  'some-part@1.2.3' is not in this registry.\n", 'some-part@1.2.3'],
		[
			"npm error 404  The requested resource '@n8n/part@https://registry.example/@n8n/part/-/part-1.2.3.tgz' could not be found\n",
			'@n8n/part@1.2.3',
		],
	])('%j: one sentence names what is missing and the newest that can be had', async (complaint, lacking) => {
		const settings = { node: ranges[older], environment: {} };
		await writeFile(join(checkout, 'stack/n8n', newer, 'settings.json'), JSON.stringify(settings));
		const { status, said } = await run(lacks(complaint), 'install');
		expect({ status, last: lastLine(said) }).toEqual({
			status: 3,
			last: `n8n ${newer} cannot be installed: the registry lacks ${lacking}. The newest n8n that can be had is ${older} (\`npm start -- --n8n ${older}\`); or try again later.`,
		});
	});

	test('a registry that does not answer is told as such, with an exit code of its own', async () => {
		const { status, said } = await run("console.error('npm error code ENOTFOUND'); process.exit(1);", 'install');
		expect(status).toBe(3);
		expect(said).toContain('Check the network');
	});
});
