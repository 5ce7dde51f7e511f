import { fork } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { chosenVersion } from '../../stack/n8n/versions';
import { root } from '../../stack/parts/files';
import { typescriptLoader } from '../../stack/parts/script';
import type * as Harness from '../../tests/support/inProcessN8n';
import { useInstalledN8n } from './n8nPackages';

/** Who does the work: the pack's node, or n8n's own. */
export const contenders = ['ours', 'builtIn'] as const;
export type Contender = (typeof contenders)[number];

const work = z.object({
	contender: z.enum(contenders),
	url: z.string(),
	token: z.string(),
	task: z.enum(['list', 'delete']),
	/** How many invoices there are, and how many of them are deleted. */
	rows: z.number(),
});
export type Work = z.infer<typeof work>;

const done = z.object({ seconds: z.number(), items: z.number(), heap: z.number(), rss: z.number() });
export type Done = z.infer<typeof done>;

/** Runs one task in n8n's engine in a process of its own, so that its memory is its own. */
export async function contend(asked: Work): Promise<Done> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-bench-'));
	const env = { ...process.env, N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY: 'bench', N8N_LOG_LEVEL: 'silent' };
	const child = fork(__filename, [JSON.stringify(asked)], { execArgv: ['--import', typescriptLoader()], env });
	return await new Promise<Done>((resolve, reject) => {
		child.once('message', (message) => resolve(done.parse(message)));
		child.once('exit', (code) => reject(new Error(`the contender ended with ${String(code)}`)));
	});
}

async function compete({ contender, url, token, task, rows }: Work): Promise<Done> {
	useInstalledN8n();
	await import('reflect-metadata');
	// After the line above, and by their whole names: without the ending the loader takes a node for a native module.
	const ours = async (path: string) => (await import(join(root, path))) as Loaded;
	const { createHarness } = (await ours('tests/support/inProcessN8n.ts')) as unknown as typeof Harness;
	const { InvoiceNinjaV5 = none() } = await ours('nodes/InvoiceNinja/InvoiceNinjaV5.node.ts');
	const { MspInvoiceNinjaApi = none() } = await ours('credentials/MspInvoiceNinjaApi.credentials.ts');
	// The two come from n8n as it is installed, without types.
	const installed = createRequire(join(chosenVersion().folder, 'package.json'));
	const builtIn = (path: string, name: string) => (installed(`n8n-nodes-base/dist/${path}`) as Loaded)[name] ?? none();
	const InvoiceNinja = builtIn('nodes/InvoiceNinja/InvoiceNinja.node.js', 'InvoiceNinja');
	const InvoiceNinjaApi = builtIn('credentials/InvoiceNinjaApi.credentials.js', 'InvoiceNinjaApi');
	const trust = { certificateAuthority: '', certificateFingerprint: '' };
	const harness = createHarness({
		nodes: { ours: InvoiceNinjaV5, builtIn: InvoiceNinja },
		credentialTypes: { MspInvoiceNinjaApi, InvoiceNinjaApi },
		credentials: {
			mspInvoiceNinjaApi: { baseUrl: url, token, companyCode: 'main', ...trust },
			invoiceNinjaApi: { url, apiToken: token, secret: '' },
		},
	});
	const ids = task === 'delete' ? await idsOf(url, token, rows) : [];
	const { parameters, items } = jobs[contender][task](ids);

	setFlagsFromString('--expose-gc');
	z.function().parse(runInNewContext('gc'))();
	const before = process.memoryUsage();
	const peak = { heap: before.heapUsed, rss: before.rss };
	const watch = setInterval(() => {
		const now = process.memoryUsage();
		peak.heap = Math.max(peak.heap, now.heapUsed);
		peak.rss = Math.max(peak.rss, now.rss);
	}, 5);
	const began = performance.now();
	const result = await harness.node(contender, parameters as never, items);
	const seconds = (performance.now() - began) / 1000;
	clearInterval(watch);
	if (result.error) throw new Error(result.error.message);
	const megabytes = (bytes: number) => bytes / 1_048_576;
	return {
		seconds,
		items: result.items('N').length,
		heap: megabytes(peak.heap - before.heapUsed),
		rss: megabytes(peak.rss - before.rss),
	};
}

/** Classes by their names, of which nobody here knows more. */
type Loaded = Readonly<Record<string, (new () => never) | undefined>>;

function none(): never {
	throw new Error('n8n or the pack lacks a node of the bench');
}

interface Job {
	readonly parameters: IDataObject;
	readonly items: IDataObject[];
}

/** The same work in the words of each node. n8n's own deletes one invoice for each item, and knows no other change. */
const jobs: Readonly<Record<Contender, Readonly<Record<Work['task'], (ids: readonly string[]) => Job>>>> = {
	ours: {
		list: () => ({ parameters: { resource: 'invoice', operation: 'list', returnAll: true }, items: [{}] }),
		delete: (ids) => ({
			parameters: {
				resource: 'invoice',
				operation: 'bulk',
				bulkAction: 'delete',
				ids: '={{ $json.ids }}',
				bulkValues: '{}',
			},
			items: [{ ids: [...ids] }],
		}),
	},
	builtIn: {
		list: () => ({
			parameters: {
				apiVersion: 'v5',
				resource: 'invoice',
				operation: 'getAll',
				returnAll: true,
				options: { status: 'active' },
			},
			items: [{}],
		}),
		delete: (ids) => ({
			parameters: { apiVersion: 'v5', resource: 'invoice', operation: 'delete', invoiceId: '={{ $json.id }}' },
			items: ids.map((id) => ({ id })),
		}),
	},
};

const listed = z.object({ data: z.array(z.object({ id: z.string() })) });

async function idsOf(url: string, token: string, rows: number): Promise<string[]> {
	const headers = { 'x-api-token': token, 'x-requested-with': 'XMLHttpRequest' };
	const answer = await fetch(`${url}/api/v1/invoices?status=active&per_page=${rows}`, { headers });
	return listed.parse(await answer.json()).data.map(({ id }) => id);
}

if (require.main === module) {
	compete(work.parse(JSON.parse(process.argv[2] ?? '{}')))
		.then((figures) => process.send?.(figures, () => process.exit()))
		.catch((error: unknown) => {
			console.error(error);
			process.exit(1);
		});
}
