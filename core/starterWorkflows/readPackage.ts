import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { starterWorkflowOf, type StarterWorkflow } from './workflow';

export interface StarterPackage {
	/** The version of the pack that the workflows come with. */
	readonly version: string;
	/** By their numbers. */
	readonly workflows: readonly StarterWorkflow[];
}

const manifest = z.object({ name: z.string().regex(/^n8n-nodes-msp$/), version: z.string().min(1) });

/**
 * Reads the starter workflows of a copy of the pack.
 *
 * @param folder with `package.json` and `workflows/`.
 * @throws InputError when it is no copy of the pack, or a file of it is no workflow.
 */
export async function readPackage(folder: string): Promise<StarterPackage> {
	const { version } = await readChecked(join(folder, 'package.json'), (value) => manifest.parse(value));
	const files = (await readdir(join(folder, 'workflows')).catch(() => [])).filter((name) => name.endsWith('.json'));
	if (files.length === 0) throw notThePack(folder);
	const workflows = await Promise.all(
		files.sort().map(async (file) => await readChecked(join(folder, 'workflows', file), starterWorkflowOf)),
	);
	const sorted = workflows.sort((one, other) => Number(one.number) - Number(other.number));
	const ids = sorted.map(({ id }) => id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) {
		throw new InputError('from', `holds two workflows with the ID ${twice}`, 'Remove one of the two files.');
	}
	return { version, workflows: sorted };
}

async function readChecked<Read>(path: string, check: (value: unknown) => Read): Promise<Read> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch {
		throw notThePack(path);
	}
	try {
		return check(JSON.parse(text));
	} catch {
		throw new InputError(
			'from',
			`holds a file that is damaged: ${path}`,
			'Install the pack again, or restore the file.',
		);
	}
}

const notThePack = (path: string) =>
	new InputError(
		'from',
		`is no copy of the pack: ${path} is not there`,
		'Name a folder with the package.json and the workflows/ of n8n-nodes-msp.',
	);
