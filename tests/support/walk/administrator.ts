import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { openN8n, type Execution, type N8nClient } from '../../../stack/parts/n8nClient';

const made = z.object({ data: z.looseObject({ id: z.string() }) });

/** A person who has an n8n already: what this person does in the editor, over the editor's own API. */
export interface Administrator {
	readonly client: N8nClient;
	/** Makes the owner of a new n8n, or logs in. */
	enter(): Promise<void>;
	/** Fills in a credential, lets n8n test it, and saves it. */
	addCredential(name: string, type: string, data: object): Promise<string>;
	changeCredential(id: string, name: string, type: string, data: object): Promise<void>;
	/** As _Settings → n8n API_ does. */
	makeApiKey(scopes: readonly string[]): Promise<string>;
	/** Runs a chain of nodes in a new workflow, by its button; fails with what n8n says. */
	runOnce(name: string, nodes: ReadonlyArray<ChainedNode>): Promise<Execution>;
	/** A published workflow whose webhook runs one node; gives its ID. @param errorWorkflow its settings name. */
	publishCall(path: string, node: ChainedNode, errorWorkflow: string): Promise<string>;
	/** Changes the parameters of the one node of a type, and saves and publishes the workflow. */
	editNode(workflowId: string, type: string, parameters: object): Promise<void>;
	/** The newest execution of a workflow, once there is one and it has ended. */
	newestOf(workflowId: string): Promise<Execution>;
	/** As the button _Retry with currently saved workflow_ does. */
	retry(executionId: string): Promise<Execution>;
	/** Waits for the end of an execution. */
	endOf(executionId: string): Promise<Execution>;
}

export interface ChainedNode {
	readonly name: string;
	readonly type: string;
	readonly parameters: object;
	readonly credentials: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
}

export function administratorOf(url: string): Administrator {
	const owner = { email: 'admin@example.net', password: `Aa1${randomBytes(12).toString('hex')}` };
	const client = openN8n(url, owner);

	const endOf = async (id: string): Promise<Execution> => {
		for (let left = 600; ; left--) {
			const execution = await client.execution(id);
			if (execution.stoppedAt && !['running', 'new', 'waiting'].includes(execution.status)) return execution;
			if (left === 0) throw new Error(`execution ${id} is still ${execution.status}`);
			await wait(200);
		}
	};
	const save = async (
		name: string,
		trigger: { readonly name: string },
		chain: readonly ChainedNode[],
		settings: object,
	): Promise<string> => {
		const nodes = [trigger, ...chain].map((node, at) => ({
			typeVersion: 1,
			...node,
			id: `node-${at}`,
			position: [220 * at, 0],
		}));
		const order = nodes.map((node) => node.name);
		const connections = Object.fromEntries(
			order.slice(0, -1).map((from, at) => [from, { main: [[{ node: order[at + 1], type: 'main', index: 0 }]] }]),
		);
		const body = { name, nodes, connections, settings: { executionOrder: 'v1', ...settings }, active: false };
		return made.parse(await client.call('POST', '/rest/workflows', body)).data.id;
	};
	return {
		client,
		endOf,
		enter: async () => await client.logIn(),
		addCredential: async (name, type, data) => {
			const answer = await client.call('POST', '/rest/credentials', { name, type, data });
			const { id } = made.parse(answer).data;
			const tested = await client.call('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
			const { status, message } = z
				.object({ data: z.object({ status: z.string(), message: z.string().optional() }) })
				.parse(tested).data;
			if (status !== 'OK') throw new Error(`The test of ${name} says: ${message ?? status}`);
			return id;
		},
		changeCredential: async (id, name, type, data) => {
			await client.call('PATCH', `/rest/credentials/${id}`, { name, type, data });
		},
		makeApiKey: async (scopes) => {
			const answer = await client.call('POST', '/rest/api-keys', { label: 'msp-workflows', expiresAt: null, scopes });
			return z.object({ data: z.object({ rawApiKey: z.string() }) }).parse(answer).data.rawApiKey;
		},
		runOnce: async (name, chain) => {
			const id = await save(name, byHand, chain, {});
			const execution = await endOf(await client.run(id, byHand.name));
			if (execution.status === 'success') return execution;
			throw new Error(`'${name}' ended as ${execution.status}: ${failureOf(execution)}`);
		},
		publishCall: async (path, node, errorWorkflow) => {
			const id = await save(`Call ${path}`, callAt(path), [node], { errorWorkflow });
			await client.publish(id);
			return id;
		},
		editNode: async (workflowId, type, parameters) => {
			const shown = z.object({
				data: z.looseObject({ versionId: z.string(), nodes: z.array(z.looseObject({ type: z.string() })) }),
			});
			const { versionId, nodes } = shown.parse(await client.call('GET', `/rest/workflows/${workflowId}`)).data;
			const changed = nodes.map((node) => (node.type === type ? { ...node, parameters } : node));
			await client.call('PATCH', `/rest/workflows/${workflowId}`, { versionId, nodes: changed });
			await client.publish(workflowId);
		},
		newestOf: async (workflowId) => {
			for (let left = 300; left > 0; left--) {
				const [newest] = await client.executions({ workflowId, limit: 1 });
				if (newest) return await endOf(newest.id);
				await wait(200);
			}
			throw new Error(`workflow ${workflowId} never ran`);
		},
		retry: async (executionId) => {
			const before = new Set((await client.executions()).map(({ id }) => id));
			await client.call('POST', `/rest/executions/${executionId}/retry`, { loadWorkflow: true });
			for (let left = 300; left > 0; left--) {
				const more = (await client.executions()).find(({ id, mode }) => mode === 'retry' && !before.has(id));
				if (more) return await endOf(more.id);
				await wait(200);
			}
			throw new Error(`execution ${executionId} was not tried again`);
		},
	};
}

/** What an execution failed of, in the words that n8n shows. */
export function failureOf(execution: Execution): string {
	const words = z.looseObject({ message: z.string(), description: z.string().nullish() });
	const said = words.safeParse(execution.data?.resultData.error).data;
	return [said?.message, said?.description].filter(Boolean).join(' ');
}

const byHand = { name: 'By Hand', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
const callAt = (path: string) => ({
	name: 'Call',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { path, httpMethod: 'POST', responseMode: 'onReceived' },
});
