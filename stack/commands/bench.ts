import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../parts/files';
import { runScript } from '../parts/script';
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
];

/** `npm run bench -- <name>`: one JSON line a figure, with its peer. */
export async function run([name = '', ...args]: readonly string[]): Promise<number> {
	const script = `bench/${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}.ts`;
	if (!names.includes(name) || !existsSync(join(root, script))) {
		throw new Told(`There is no bench '${name}'. The benches are ${names.join(', ')}.`);
	}
	return await runScript(script, args);
}
