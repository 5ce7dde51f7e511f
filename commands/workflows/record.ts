import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { isProviderName, workflowContent, type KeptWorkflow, type WorkflowContent } from '../../core/starterWorkflows';

const pick = z.object({ id: z.string(), name: z.string() });

const recordSchema = z.object({
	n8n: z.string().default(''),
	/** By credential type. */
	credentials: z.record(z.string(), pick).default({}),
	/** The IDs at n8n, by starter ID. */
	workflows: z.record(z.string(), z.string()).default({}),
	without: z.array(z.string().refine(isProviderName)).default([]),
	/** The starter workflows that were asked for; all if it is not there. */
	only: z.array(z.string()).optional(),
});
/** What a person chose for one n8n. It holds no secret, and nothing depends on it: each workflow says itself what it is. */
export type WorkflowRecord = z.infer<typeof recordSchema>;

/** Where one n8n's record is, with the folders beside it. */
export interface RecordPlace {
	readonly file: string;
	readonly backups: string;
	/** What was installed, for the differences in words. */
	readonly installed: string;
	/** Whether a record was there. */
	readonly wasThere: boolean;
}

/** The default is one file for each n8n, below the settings of the person who runs the command. */
export function recordPlaceFor(
	where: string,
	{ record, backups }: { readonly record?: string; readonly backups?: string },
	environment: Readonly<Record<string, string | undefined>>,
): Omit<RecordPlace, 'wasThere'> {
	const home = environment.XDG_CONFIG_HOME || join(homedir(), '.config');
	const file = record === undefined ? join(home, 'n8n-nodes-msp', `${nameOf(where)}.json`) : resolve(record);
	const folder = file.replace(/\.json$/i, '');
	return {
		file: folder === file ? `${file}.json` : file,
		backups: backups === undefined ? join(folder, 'backups') : resolve(backups),
		installed: join(folder, 'installed'),
	};
}

function nameOf(where: string): string {
	if (URL.canParse(where)) {
		const { host, pathname } = new URL(where);
		return `${host}${pathname}`.replace(/[^a-z0-9.-]+/gi, '_').replace(/_$/, '');
	}
	return `command_${createHash('sha256').update(where).digest('hex').slice(0, 8)}`;
}

/** @throws InputError when the file is damaged. */
export async function readRecord(file: string): Promise<WorkflowRecord | undefined> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch {
		return undefined;
	}
	try {
		return recordSchema.parse(JSON.parse(text));
	} catch {
		throw new InputError(
			'record',
			`cannot be read: ${file} is damaged`,
			'Remove the file: the workflows say themselves what they are, and the command asks for the credentials again.',
		);
	}
}

export const emptyRecord = (n8n: string): WorkflowRecord => ({ n8n, credentials: {}, workflows: {}, without: [] });

/** Whole or not at all: a command that dies leaves the old one. */
export async function writeRecord(file: string, record: WorkflowRecord): Promise<void> {
	await writeWhole(file, record);
}

const baseSchema = workflowContent.extend({ fingerprint: z.string() });

/** Keeps what is installed, so that a later difference can be told from it. */
export async function keepInstalled(
	{ installed }: Pick<RecordPlace, 'installed'>,
	starterId: string,
	fingerprint: string,
	{ name, nodes, connections, settings }: Pick<WorkflowContent, 'name' | 'nodes' | 'connections' | 'settings'>,
): Promise<void> {
	const bare = nodes.map(({ credentials: _, ...node }) => node);
	const file = join(installed, `${starterId}-${fingerprint}.json`);
	await writeWhole(file, { fingerprint, name, nodes: bare, connections, settings });
}

/** What was installed under a fingerprint; undefined when nobody kept it. */
export async function installedWith(
	{ installed }: Pick<RecordPlace, 'installed'>,
	starterId: string,
	fingerprint: string,
): Promise<WorkflowContent | undefined> {
	try {
		return baseSchema.parse(JSON.parse(await readFile(join(installed, `${starterId}-${fingerprint}.json`), 'utf8')));
	} catch {
		return undefined;
	}
}

/** Saves a workflow as n8n gave it, before it is replaced or removed. Gives the file. */
export async function backUp(folder: string, { id, name, raw }: KeptWorkflow, now: Date): Promise<string> {
	const day = now.toISOString().replace(/[:.]/g, '-');
	const title = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
	const file = join(folder, `${day}-${title.slice(0, 60)}-${id}.json`);
	await writeWhole(file, raw);
	return file;
}

async function writeWhole(file: string, value: unknown): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const unfinished = `${file}.${process.pid}.new`;
	await writeFile(unfinished, `${JSON.stringify(value, null, '\t')}\n`, { mode: 0o600 });
	await rename(unfinished, file);
}
