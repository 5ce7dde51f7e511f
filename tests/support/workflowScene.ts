import { taskKinds } from '../../nodes/shared/taskKinds';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { addressesOf, demoCredentials } from '../../stack/parts/credentials';
import { startDemoMachines, type RunningMachines } from '../../stack/parts/demoMachines';
import { freePorts, type Ports } from '../../stack/parts/ports';
import { seed } from '../../stack/parts/seed';
import { seedHosts } from '../../stack/parts/seedHosts';
import { newSecrets } from '../../stack/parts/settings';
import { castOf } from '../../stack/parts/standins';
import { startCast } from '../../stack/standins/main';
import { makeSigning, type Signing } from '../../stack/standins/paypal';
import { companyScene, type CompanyScene } from './companyScene';
import { createHarness, type WebhookRequest, type WorkflowJson } from './inProcessN8n';
import type { CredentialData } from './inProcess/credentials';
import { credentialClassesOfPack, nodeClassesFor } from './inProcess/installedNodes';
import type { Run, SentPages } from './inProcess/run';
import { starterWorkflows } from './starterWorkflows';
import { createTestDatabase, databaseCredential, type TestDatabase } from './testDatabase';

/** The demo company, and n8n's engine in this process with the starter workflows. */
export interface WorkflowScene extends CompanyScene {
	/** What the played PayPal signs with. */
	readonly signing: Signing;
	/** The database as its superuser sees it: for breaking things. */
	readonly owner: TestDatabase['owner'];
	/** Runs a starter workflow from one of its nodes; gives what ran and what it answered. */
	play(workflowId: string, start: string, arrival: Arrival): Promise<Played>;
	/** The machines of the demo: the one with Ansible, and those that it looks after. They start when they are first asked for. */
	machines(): Promise<RunningMachines>;
	/** No more faults; what is held goes on; new orders go to every server. */
	calm(): Promise<void>;
	close(): Promise<void>;
}

/** What comes to the node that starts a workflow: items, or a request at its webhook. */
export type Arrival =
	| {
			readonly items: ReadonlyArray<INodeExecutionData['json']>;
			/** The files of each item. */
			readonly binary?: INodeExecutionData['binary'];
			/** What is sent with a page of a form in the middle of the workflow, by the name of its node. */
			readonly pages?: SentPages;
			/** What an operator has written into the node Settings. */
			readonly settings?: Readonly<Record<string, string>>;
	  }
	| { readonly request: WebhookRequest };

/** A workflow that was played, with those that it called. */
export interface Played {
	/** Undefined where the trigger answered by itself and started nothing. */
	readonly run: Run | undefined;
	/** What the sender of a request got: of the trigger itself, or of a node that responds. */
	readonly answer: {
		readonly status: number;
		readonly body: unknown;
		readonly headers: Readonly<Record<string, string>>;
	};
}

/** Everything that ran in a scene, as `workflow ID / node`: to see which nodes no row plays. */
export const playedNodes = new Set<string>();

export async function openWorkflowScene(): Promise<WorkflowScene> {
	const [database, ports, signing] = await Promise.all([createTestDatabase(), freePorts(), makeSigning()]);
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-workflows-'));
	const secrets = newSecrets();
	const addresses = addressesOf(ports);
	const key = Buffer.from(secrets.vaultKey, 'base64');
	const backOffice = { store: database.store, vault: openVault({ current: { version: 1, key } }), kinds: taskKinds };
	const [cast] = await Promise.all([
		startCast(castOf(folder, ports, secrets, signing)),
		seed(backOffice, addresses, secrets),
	]);
	const workflows = Object.fromEntries(
		starterWorkflows().map(({ flow }) => [flow.id, flow as unknown as WorkflowJson] as const),
	);
	const credentials = demoCredentials(folder, ports, secrets, signing).map(
		({ id, data }) => [id, data as CredentialData] as const,
	);
	const harness = createHarness({
		nodes: await nodeClassesFor(Object.values(workflows)),
		credentialTypes: await credentialClassesOfPack(),
		credentials: { ...Object.fromEntries(credentials), 'msp-database': databaseCredential(database, key) },
		workflows,
		staticData: new Map(),
		onNode: (workflowId, node) => playedNodes.add(`${workflowId} / ${node}`),
	});

	let machines: Promise<RunningMachines> | undefined;
	const company = companyScene({ addresses, secrets, backOffice });
	const played = [...Object.values(company.servers), company.catcher];
	return {
		...company,
		signing,
		owner: database.owner,
		play: async (workflowId, start, arrival) => {
			const json = workflows[workflowId];
			if (!json) throw new Error(`There is no starter workflow '${workflowId}'.`);
			if ('items' in arrival) {
				const { binary, pages, settings = {} } = arrival;
				const items = arrival.items.map((item) => ({ json: item, ...(binary && { binary }) }));
				const run = await harness.run(withSettings(json, settings), {
					start,
					items,
					mode: 'trigger',
					pinData: {},
					pages,
				});
				return { run, answer: answerOf(run) };
			}
			const { execution, response } = await harness.webhook({ ...json, pinData: {} }, start, arrival.request);
			const answer = { status: response.statusCode, body: response.body, headers: response.headers };
			return { run: execution, answer: execution?.responses.length ? answerOf(execution) : answer };
		},
		machines: async () => {
			machines ??= startWith(folder, ports).then(async (started) => {
				await seedHosts(backOffice);
				return started;
			});
			return await machines;
		},
		calm: async () => {
			await Promise.all(played.map(async (one) => await one.clearFaults()));
			await Promise.all(played.map(async (one) => await one.release()));
			await company.placeOn(...Object.values(company.servers).map(({ code }) => code));
		},
		close: async () => {
			await (await machines)?.stop();
			await cast.close();
			await database.drop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function withSettings(json: WorkflowJson, settings: Readonly<Record<string, string>>): WorkflowJson {
	const assignments = z.object({ assignments: z.array(z.looseObject({ name: z.string() })) });
	const nodes = json.nodes.map((node) => {
		if (node.name !== 'Settings') return node;
		const changed = assignments.parse(node.parameters.assignments).assignments.map((one) => ({
			...one,
			...(Object.hasOwn(settings, one.name) && { value: settings[one.name] }),
		}));
		return { ...node, parameters: { ...node.parameters, assignments: { assignments: changed } } };
	});
	return { ...json, nodes };
}

async function startWith(folder: string, ports: Ports): Promise<RunningMachines> {
	const notes: string[] = [];
	const progress = {
		note: (text: string) => notes.push(text),
		during: async <T>(_: string, work: () => Promise<T>) => await work(),
	};
	const started = await startDemoMachines(folder, ports, progress, new AbortController().signal);
	if (started) return started;
	throw new Error(notes.join(' '));
}

/** What the first node that responds has sent. */
function answerOf({ responses }: Run): Played['answer'] {
	const [sent] = responses;
	return { status: sent?.statusCode ?? 200, body: sent?.body, headers: sent?.headers ?? {} };
}
