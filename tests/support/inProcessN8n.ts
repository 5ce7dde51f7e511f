import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	IPinData,
	WebhookSetupMethodNames,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { credentialTypesOf, PlainCredentials, type CredentialClass } from './inProcess/credentials';
import { testCredential } from './inProcess/credentialTest';
import { loadOptions, searchList } from './inProcess/lists';
import { nodeTypesOf, type NodeClass } from './inProcess/nodeTypes';
import { execute, workflowOf, type SentPages, type WorkflowJson, type World } from './inProcess/run';
import { callWebhookMethod, deliver, type Registering, type WebhookRequest } from './inProcess/webhook';
import { forgetCredentials } from '../../nodes/shared/deliveryCredential';
import { calmDown } from '../../nodes/shared/refusalPace';

export type { WorkflowJson } from './inProcess/run';
export type { WebhookRequest } from './inProcess/webhook';

export interface HarnessOptions {
	/** Node classes by their full names: `{ 'n8n-nodes-msp.controlPanel': ControlPanel }`. */
	readonly nodes: Readonly<Record<string, NodeClass>>;
	/** Credential classes, under any name. */
	readonly credentialTypes?: Readonly<Record<string, CredentialClass>>;
	/** Plain credentials by id, name or type. */
	readonly credentials?: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Sub-workflows by id. */
	readonly workflows?: Readonly<Record<string, WorkflowJson>>;
	readonly variables?: IDataObject;
	/** Hears of each node that has run, of sub-workflows too. */
	readonly onNode?: World['onNode'];
	/** What workflows remember from run to run. */
	readonly staticData?: World['staticData'];
	/** Where n8n is reached. */
	readonly baseUrl?: string;
}

interface RunOptions {
	/** The node to start from; n8n's own choice where it is not given. */
	readonly start?: string;
	readonly items?: INodeExecutionData[];
	readonly pinData?: IPinData;
	readonly mode?: WorkflowExecuteMode;
	/** What is sent with a page of a form in the middle of the workflow, by the name of its node. */
	readonly pages?: SentPages;
}

/** n8n's workflow engine in this process: real nodes, expressions and error outputs, without a server. */
export function createHarness({
	nodes,
	credentialTypes = {},
	credentials = {},
	workflows = {},
	variables = {},
	onNode,
	staticData,
	baseUrl,
}: HarnessOptions) {
	// Another harness has other credentials under the same IDs.
	forgetCredentials();
	const helper = new PlainCredentials(credentialTypesOf(Object.values(credentialTypes)), credentials);
	const world: World = {
		nodeTypes: nodeTypesOf(nodes),
		credentials: helper,
		workflows,
		variables,
		onNode,
		staticData,
		baseUrl,
	};

	/** A node named N, with every credential of its type that the harness holds. */
	const nodeOf = (type: string, parameters: INode['parameters'], more: Partial<INode> = {}): INode => {
		const known = world.nodeTypes.getByNameAndVersion(type).description.credentials ?? [];
		const held = known.filter(({ name }) => helper.has(name)).map(({ name }) => [name, { id: name, name }]);
		return {
			id: 'N',
			name: 'N',
			type,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: Object.fromEntries(held),
			...more,
		};
	};

	return {
		world,
		/** What nodes and pre-authentication wrote into credentials. */
		updatedCredentials: helper.updated,

		/** Runs a workflow. */
		run: async (json: WorkflowJson, options: RunOptions = {}) => {
			const { start, items = [{ json: {} }], pinData, mode = 'manual', pages } = options;
			const node = start ?? workflowOf(world, json).getStartNode()?.name;
			if (!node) throw new Error('The workflow has no node to start from.');
			return await execute(world, json, { node, items, mode, pinData: pinData ?? json.pinData, pages });
		},

		/** Runs a single node, named N, on items. When `stop` is settled, the execution is cancelled. */
		node: async (
			type: string,
			parameters: INode['parameters'],
			items: IDataObject[],
			more?: Partial<INode>,
			stop?: Promise<unknown>,
		) =>
			await execute(
				world,
				{ nodes: [nodeOf(type, parameters, more)], connections: {} },
				{
					node: more?.name ?? 'N',
					items: items.map((json) => ({ json })),
					mode: 'trigger',
					stop,
				},
			),

		/** Delivers a request to the webhook of a node in a workflow; the workflow runs if the node starts it. */
		webhook: async (json: WorkflowJson, nodeName: string, request: WebhookRequest) => {
			// A test refuses more in a second than anybody is patient with, and reads each answer.
			calmDown();
			return await deliver(world, json, nodeName, request);
		},

		/** Calls `checkExists`, `create` or `delete` of a trigger. */
		webhookMethod: async (
			json: WorkflowJson,
			nodeName: string,
			method: WebhookSetupMethodNames,
			staticData?: IDataObject,
			registering?: Registering,
		) => await callWebhookMethod(world, json, nodeName, method, staticData, registering),

		/** Runs the test of a credential: its own request, or the function of a node of this harness that tests it. */
		testCredential: async (type: string, data: ICredentialDataDecryptedObject) =>
			await testCredential(world, type, data, Object.keys(nodes)),

		/** Calls a list search of a node. */
		searchList: async (type: string, method: string, { parameters = {}, filter, paginationToken }: ListOptions = {}) =>
			await searchList(world, nodeOf(type, parameters), method, filter, paginationToken),

		/** Loads the options of a drop-down of a node. */
		loadOptions: async (type: string, method: string, parameters: INode['parameters'] = {}) =>
			await loadOptions(world, nodeOf(type, parameters), method),
	};
}

interface ListOptions {
	readonly parameters?: INode['parameters'];
	readonly filter?: string;
	readonly paginationToken?: string;
}
