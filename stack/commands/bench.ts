import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../parts/files';
import { versions } from '../n8n/versions';
import { runProcess, runScript } from '../parts/script';
import { Told } from '../parts/told';

const names = [
	'webhook',
	'provision',
	'steps',
	'panels',
	'drift',
	'invoice-ninja',
	'ansible',
	'ssh',
	'reader',
	'import',
	'dunning',
	'renewals',
	'simulate',
];

/** Measured on the oldest and on the newest n8n, each with the Node.js that it runs on, unless one is named. */
const onEach = new Set(['webhook']);

/** `npm run bench -- <name>`: one JSON line a figure, with its peer. */
export async function run([name = '', ...args]: readonly string[]): Promise<number> {
	const script = `bench/${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}.ts`;
	if (!names.includes(name) || !existsSync(join(root, script))) {
		throw new Told(`There is no bench '${name}'. The benches are ${names.join(', ')}.`);
	}
	if (!onEach.has(name) || process.env.MSP_N8N_VERSION) return await runScript(script, args);
	for (const version of new Set([versions.at(0)?.version, versions.at(-1)?.version])) {
		// The command installs what the version lacks.
		const code = await runProcess(['stack/cli.mjs', 'bench', name, '--n8n', version ?? '', ...args]);
		if (code !== 0) return code;
	}
	return 0;
}
