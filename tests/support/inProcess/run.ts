import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy, WorkflowExecute } from 'n8n-core';
import { getAdditionalKeys } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-additional-keys';
import { SSHClientsManager } from 'n8n-core/dist/execution-engine/ssh-clients-manager';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import type {
	ExecuteWorkflowData,
	IConnections,
	IDataObject,
	IExecuteWorkflowInfo,
	INode,
	INodeExecutionData,
	INodeTypes,
	IPinData,
	IRun,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { PlainCredentials } from './credentials';

/** A workflow as it stands in a file of workflows/. */
export interface WorkflowJson {
	readonly id?: string;
	readonly name?: string;
	readonly nodes: INode[];
	readonly connections: IConnections;
	readonly settings?: IWorkflowSettings;
	readonly pinData?: IPinData;
	readonly active?: boolean;
	/** What its nodes remember, by `node:<name>`. */
	readonly staticData?: IDataObject;
}

/** Everything that a run may reach. */
export interface World {
	readonly nodeTypes: INodeTypes;
	readonly credentials: PlainCredentials;
	/** Sub-workflows by their id. */
	readonly workflows: Readonly<Record<string, WorkflowJson>>;
	readonly variables: IDataObject;
	/** Hears of each node that has run, of sub-workflows too. */
	readonly onNode?: (workflowId: string, node: string) => void;
	/** What workflows remember from run to run, by their IDs; without it each run begins with what its file says. */
	readonly staticData?: Map<string, IDataObject>;
	/** Where n8n is reached; triggers register addresses below it. */
	readonly baseUrl?: string;
}

/** What a node that responds to a webhook has sent. */
export interface SentResponse {
	readonly statusCode?: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
}

/** What is sent with each page of a form in the middle of a workflow, by the name of its node. */
export type SentPages = Readonly<Record<string, () => Promise<IDataObject> | IDataObject>>;

export interface Start {
	readonly node: string;
	readonly items: INodeExecutionData[];
	readonly mode: WorkflowExecuteMode;
	readonly pinData?: IPinData;
	/** The request and the response of a webhook. */
	readonly exchange?: Pick<IWorkflowExecuteAdditionalData, 'httpRequest' | 'httpResponse'>;
	/** What is sent with a page of a form in the middle of the workflow, by the name of its node. */
	readonly pages?: SentPages;
	/** When it is settled, somebody presses Stop. */
	readonly stop?: Promise<unknown>;
}

// The real one starts an interval at every execution that never ends, and Jest with it.
Container.set(SSHClientsManager, { updateLastUsed: () => undefined, onShutdown: () => undefined } as never);

let executions = 0;

export function workflowOf({ nodeTypes, staticData }: World, json: WorkflowJson): Workflow {
	return new Workflow({
		id: json.id ?? 'workflow',
		name: json.name ?? 'Workflow',
		nodes: structuredClone(json.nodes),
		connections: structuredClone(json.connections),
		active: json.active ?? false,
		nodeTypes,
		settings: { executionOrder: 'v1', ...json.settings },
		pinData: json.pinData,
		staticData: structuredClone(staticData?.get(json.id ?? 'workflow') ?? json.staticData),
	});
}

/** Runs a workflow from one of its nodes to the end. */
export async function execute(world: World, json: WorkflowJson, start: Start) {
	const workflow = workflowOf(world, json);
	const additionalData = additionalDataOf(world, json, start.mode, start.exchange);
	const responses: SentResponse[] = [];
	additionalData.hooks?.addHandler('sendResponse', (response) => {
		responses.push(response as unknown as SentResponse);
	});
	additionalData.hooks?.addHandler('nodeExecuteAfter', (node) => world.onNode?.(workflow.id, node));
	const execution = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: nodeNamed(workflow, start.node), data: { main: [start.items] }, source: null }],
		},
		resultData: { pinData: start.pinData },
	});
	const running = new WorkflowExecute(additionalData, start.mode, execution).processRunExecutionData(workflow);
	void start.stop?.then(() => running.cancel());
	let run = await running;
	while (await seePage(workflow, run, start.pages)) {
		run = await new WorkflowExecute(additionalData, start.mode, run.data).processRunExecutionData(workflow);
	}
	// The server keeps it after each run, also after one that failed.
	world.staticData?.set(workflow.id, JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject);
	const { runData, error, lastNodeExecuted } = run.data.resultData;
	const items = (node: string, output = 0) => (runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []);
	return {
		run,
		executionId: additionalData.executionId,
		error,
		/** What its nodes answered to the webhook that started it. */
		responses,
		lastNodeExecuted,
		/** The names of the nodes that ran, in the order of their first run. */
		order: Object.keys(runData),
		/** The items that a node gave at one of its outputs, over all its runs. */
		items,
		/** A parameter of a node that ran, as the server evaluates it for a browser that asks for its page. */
		parameter: (node: string, name: string): unknown =>
			workflow.expression.getParameterValue(
				...([nodeNamed(workflow, node).parameters[name] ?? '', run.data, 0, 0, node] as const),
				...([items(node), start.mode, getAdditionalKeys(additionalData, start.mode, run.data)] as const),
			),
		/** The json of these items. */
		output: (node: string, output = 0) => items(node, output).map(({ json: found }) => found),
	};
}

/**
 * A page of a form asks n8n to go on: the last one once a browser shows it, another one once it is sent. Brings the run
 * into the state in which the server goes on then; false where nothing comes after the page, nobody sends it, or the run
 * waits for something else.
 */
async function seePage(workflow: Workflow, { waitTill, data }: IRun, pages: SentPages = {}): Promise<boolean> {
	const page = workflow.getNode(data.resultData.lastNodeExecuted ?? '');
	if (!waitTill || page?.type !== 'n8n-nodes-base.form' || workflow.getChildNodes(page.name).length === 0) return false;
	const sent = page.parameters.operation === 'completion' ? undefined : await pages[page.name]?.();
	if (page.parameters.operation !== 'completion' && !sent) return false;
	const waiting = data.executionData?.nodeExecutionStack[0];
	if (waiting) {
		waiting.node.disabled = true;
		if (sent) waiting.data.main = [[{ json: sent }]];
	}
	data.waitTill = undefined;
	data.resultData.runData[page.name]?.pop();
	return true;
}

export type Run = Awaited<ReturnType<typeof execute>>;

export function nodeNamed(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (node) return node;
	throw new Error(`The workflow has no node '${name}'.`);
}

/** What the server gives to every execution. */
export function additionalDataOf(
	world: World,
	json: WorkflowJson,
	mode: WorkflowExecuteMode,
	exchange: Start['exchange'] = {},
): IWorkflowExecuteAdditionalData & { executionId: string } {
	const executionId = String(++executions);
	const base = world.baseUrl ?? 'http://127.0.0.1:5678';
	return {
		...onlyInNewer(base),
		executionId,
		currentNodeExecutionIndex: 0,
		userId: 'user',
		variables: world.variables,
		credentialsHelper: world.credentials,
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		hooks: new ExecutionLifecycleHooks(mode, executionId, storedForm(json)),
		instanceBaseUrl: base,
		restApiUrl: `${base}/rest`,
		webhookBaseUrl: `${base}/webhook`,
		webhookTestBaseUrl: `${base}/webhook-test`,
		webhookWaitingBaseUrl: `${base}/webhook-waiting`,
		formWaitingBaseUrl: `${base}/form-waiting`,
		getRunExecutionData: async () => undefined,
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
		logAiEvent: () => undefined,
		startRunnerTask: async () => {
			throw new Error('The harness runs no Code nodes: they need a real n8n.');
		},
		executeWorkflow: async (info, _, { inputData, doNotWaitToFinish }) => {
			const sub = executeSub(world, info, inputData);
			if (!doNotWaitToFinish) return await sub;
			// The server does not wait for it, and what becomes of it is no matter of the caller. Here the test waits.
			await sub.catch(() => undefined);
			return { executionId: String(executions), data: [null] };
		},
		...exchange,
	};
}

/** What engines of later versions are given as well, and earlier ones do not know. */
function onlyInNewer(base: string) {
	return {
		formBaseUrl: `${base}/form`,
		formTestBaseUrl: `${base}/form-test`,
		mcpBaseUrl: `${base}/mcp`,
		mcpTestBaseUrl: `${base}/mcp-test`,
		getRuntimeCredential: async () => undefined,
	};
}

async function executeSub(
	world: World,
	info: IExecuteWorkflowInfo,
	items: INodeExecutionData[] = [{ json: {} }],
): Promise<ExecuteWorkflowData> {
	const json = info.code ?? world.workflows[info.id ?? ''];
	if (!json) throw new Error(`The harness has no workflow '${info.id ?? ''}': give it in 'workflows'.`);
	const trigger = json.nodes.find(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger');
	if (!trigger) throw new Error(`Workflow '${json.name ?? ''}' has no Execute Workflow Trigger.`);

	const { run, executionId, error, lastNodeExecuted } = await execute(world, json, {
		node: trigger.name,
		items,
		mode: 'integrated',
	});
	if (error) throw Object.assign(new Error(error.message), error);
	const lastTask = run.data.resultData.runData[lastNodeExecuted ?? '']?.at(-1);
	return { executionId, data: lastTask?.data?.main ?? [], waitTill: run.waitTill };
}

/** The workflow with the fields that the server keeps beside it. */
function storedForm(json: WorkflowJson) {
	const at = new Date(0);
	return {
		id: 'workflow',
		name: 'Workflow',
		active: false,
		isArchived: false,
		createdAt: at,
		updatedAt: at,
		activeVersionId: null,
		...json,
	};
}
