import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startChild, type RunningChild } from './child';
import { hashOf, readJson, writeWhole } from './files';
import type { N8nClient } from './n8nClient';
import { installedN8n, n8nEnvironment, type N8nSettings } from './n8nEnvironment';
import { runProgram } from './run';
import { Told, wordsOf } from './told';
import { calledFirst, type Workflow } from './workflows';

/** One entry for `import:credentials`. */
export interface Credential {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** What was imported, so that a second start imports only what is new, and keeps what people have changed in n8n. */
const importedSchema = z.object({
	credentials: z.string().default(''),
	workflows: z.record(z.string(), z.string()).default({}),
});
type Imported = z.infer<typeof importedSchema>;

/** What is left to do in the n8n once it runs. */
export interface ToPublish {
	readonly changed: readonly Workflow[];
	/** The IDs of workflows that an older checkout published, and that are no more. */
	readonly gone: readonly string[];
}

/** Imports into an n8n that does not run. */
export async function importInto(
	n8n: N8nSettings,
	{ credentials, workflows }: { credentials: readonly Credential[]; workflows: readonly Workflow[] },
): Promise<ToPublish> {
	const known = importedSchema.catch({ credentials: '', workflows: {} }).parse(await readJson(recordOf(n8n)));
	if (known.credentials !== hashOf(credentials)) {
		await importFile(n8n, 'credentials', credentials);
		await record(n8n, { ...known, credentials: hashOf(credentials) });
	}
	const changed = workflows.filter((workflow) => known.workflows[workflow.id] !== hashOf(workflow));
	if (changed.length > 0) await importFile(n8n, 'workflow', changed);
	const gone = Object.keys(known.workflows).filter((id) => !workflows.some((workflow) => workflow.id === id));
	return { changed, gone };
}

/**
 * Publishes workflows in a running n8n, those that others call before those. What is published is recorded, and is not
 * imported again until it changes. What is no more stays in n8n, unpublished: it would answer at the addresses of the one
 * that came in its place.
 *
 * @throws Told with n8n's complaint about those that cannot be published.
 */
export async function publish(n8n: N8nSettings, client: N8nClient, { changed, gone }: ToPublish): Promise<void> {
	// Somebody may have removed it by hand.
	for (const id of gone) await client.unpublish(id).catch(() => undefined);
	for (const workflow of calledFirst(changed)) {
		await client.publish(workflow.id).catch((error: unknown) => {
			throw new Told(`n8n does not publish '${workflow.name}': ${wordsOf(error)}`, { cause: error });
		});
	}
	const known = importedSchema.catch({ credentials: '', workflows: {} }).parse(await readJson(recordOf(n8n)));
	const kept = Object.entries(known.workflows).filter(([id]) => !gone.includes(id));
	const published = changed.map((workflow) => [workflow.id, hashOf(workflow)] as const);
	await record(n8n, { ...known, workflows: Object.fromEntries([...kept, ...published]) });
}

async function importFile(n8n: N8nSettings, kind: 'credentials' | 'workflow', entries: readonly unknown[]) {
	const folder = join(n8n.folder, 'import');
	const file = join(folder, `${kind}.json`);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	await writeFile(file, JSON.stringify(entries), { mode: 0o600 });
	try {
		const said = await runProgram([...installedN8n().command, `import:${kind}`, `--input=${file}`], {
			folder: n8n.folder,
			purpose: `Importing the ${kind} into n8n`,
			environment: n8nEnvironment(n8n),
		});
		// It ends with code 0 whatever happened.
		if (!said.includes('Successfully imported')) {
			throw new Told(`n8n did not import the ${kind}: ${said.trim().split('\n').slice(-4).join(' ')}`);
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const recordOf = (n8n: N8nSettings) => join(n8n.folder, 'imported.json');

async function record(n8n: N8nSettings, imported: Imported): Promise<void> {
	await writeWhole(recordOf(n8n), JSON.stringify(imported, null, '\t'));
}

/** Starts n8n; resolves once its editor and its published webhooks answer. */
export async function startN8n(n8n: N8nSettings, folder: string): Promise<RunningChild> {
	const [program, script] = installedN8n().command;
	await mkdir(join(n8n.folder, 'files'), { recursive: true });
	return await startChild({
		name: 'n8n',
		title: 'n8n',
		folder,
		command: [program, script, 'start'],
		environment: n8nEnvironment(n8n),
		readySeconds: 180,
		// Said after the published workflows are activated.
		ready: async (_child, log) => {
			while (!(await log()).includes('Editor is now accessible')) await wait(100);
		},
	});
}
