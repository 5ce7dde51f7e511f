import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { z } from 'zod';
import { chosenVersion } from '../../../stack/n8n/versions';
import { filesIn, instanceIn, pack, root } from '../repository';
import type { CredentialClass } from './credentials';
import type { NodeClass } from './nodeTypes';
import type { WorkflowJson } from './run';

const base = 'n8n-nodes-base';
/** Where n8n says itself which file holds which of its nodes. */
const known = z.record(z.string(), z.object({ className: z.string(), sourcePath: z.string() }));

/** The classes of every node that workflows use, the pack's own and n8n's, by the types that the workflows name. */
export async function nodeClassesFor(workflows: readonly WorkflowJson[]): Promise<Record<string, NodeClass>> {
	const types = new Set(workflows.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
	const own = filesIn(['nodes'], /\.node\.ts$/);
	const index = known.parse(createRequire(__filename)(join(installed, 'dist/known/nodes.json')));
	const classes = [...types].map(async (type) => {
		const [owner = '', name = ''] = type.split('.');
		const ownFile = own.find((path) => path.toLowerCase().endsWith(`/${name.toLowerCase()}.node.ts`));
		const baseFile = index[name]?.sourcePath;
		if (owner === pack.name && ownFile) return [type, await classIn<NodeClass>(join(root, ownFile), ownFile)] as const;
		if (owner === base && baseFile) {
			return [type, await classIn<NodeClass>(join(installed, baseFile), index[name]?.className ?? '')] as const;
		}
		throw new Error(`No installed package has the node '${type}'.`);
	});
	return Object.fromEntries(await Promise.all(classes));
}

const installed = join(chosenVersion().folder, 'node_modules', base);

/** Every credential class of the pack. */
export async function credentialClassesOfPack(): Promise<Record<string, CredentialClass>> {
	const paths = filesIn(['credentials'], /\.credentials\.ts$/);
	const made = await Promise.all(paths.map(async (path) => await instanceIn<ICredentialType>(path)));
	return Object.fromEntries(made.map((type) => [type.name, type.constructor as CredentialClass]));
}

/** The class that a file exports under its own name, or under the name that is told. */
async function classIn<Class>(file: string, told: string): Promise<Class> {
	const name = told.replace(/^.*\//, '').replace(/\..*$/, '');
	const exported = (await import(file)) as Record<string, Class | undefined>;
	const found = exported[name];
	if (!found) throw new Error(`${file} exports no ${name}.`);
	return found;
}
