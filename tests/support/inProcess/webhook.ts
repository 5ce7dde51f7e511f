import { parse as parseForm } from 'node:querystring';
import { HookContext, WebhookContext } from 'n8n-core';
import { Node } from 'n8n-workflow';
import type {
	IDataObject,
	INode,
	IWebhookData,
	IWebhookDescription,
	IWorkflowExecuteAdditionalData,
	WebhookSetupMethodNames,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { additionalDataOf, execute, nodeNamed, workflowOf, type WorkflowJson, type World } from './run';

export interface WebhookRequest {
	readonly method?: 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';
	readonly headers?: Readonly<Record<string, string>>;
	readonly query?: IDataObject;
	/** The body, byte for byte. */
	readonly rawBody?: Buffer | string;
	/** Whether it comes to the address of a test, which the editor listens at. */
	readonly test?: boolean;
	/** Hears of the answer at once: a node may answer and go on working. */
	readonly answered?: (answer: WebhookAnswer) => void;
}

/** Who registers or removes a webhook. */
export interface Registering {
	/** Whether the editor listens for a test. */
	readonly test?: boolean;
	/** Why; the server says so. */
	readonly activation?: WorkflowActivateMode;
}

/** What a node answered by itself through the response object. */
export interface WebhookAnswer {
	statusCode: number;
	headers: Record<string, string>;
	body: unknown;
	headersSent: boolean;
}

/** Delivers a request to a node's webhook and, if the node lets it, runs the workflow on what it gave. */
export async function deliver(world: World, json: WorkflowJson, nodeName: string, request: WebhookRequest) {
	const answer: WebhookAnswer = { statusCode: 200, headers: {}, body: undefined, headersSent: false };
	const exchange = {
		httpRequest: asExpressRequest(request),
		httpResponse: asExpressResponse(answer, request.answered),
	};
	const { workflow, node, nodeType, additionalData, webhookData } = webhookOf(world, json, nodeName, exchange);
	const mode = request.test ? 'manual' : 'webhook';
	if (!nodeType.webhook) throw new Error(`'${node.type}' has no webhook method.`);

	const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], null);
	// A node that is a class of n8n's own takes its context as an argument, as the server gives it.
	const result = await (nodeType instanceof Node ? nodeType.webhook(context) : nodeType.webhook.call(context));
	const items = result.workflowData?.[0];
	const execution = items && (await execute(world, json, { node: nodeName, items, mode, exchange }));
	return { result, response: answer, execution };
}

/**
 * Calls one of the methods that register a webhook with the vendor.
 *
 * @param staticData what the node remembers between calls; the method changes it.
 */
export async function callWebhookMethod(
	world: World,
	json: WorkflowJson,
	nodeName: string,
	method: WebhookSetupMethodNames,
	staticData: IDataObject = {},
	{ test = false, activation = test ? 'manual' : 'activate' }: Registering = {},
): Promise<{ result: boolean; staticData: IDataObject }> {
	const { workflow, node, nodeType, additionalData, webhookData } = webhookOf(world, json, nodeName, {});
	const run = nodeType.webhookMethods?.default?.[method];
	if (!run) throw new Error(`'${node.type}' has no webhook method '${method}'.`);

	const kept: IDataObject = workflow.getStaticData('node', node);
	Object.assign(kept, staticData);
	const context = new HookContext(workflow, node, additionalData, test ? 'manual' : 'trigger', activation, {
		...webhookData,
		isTest: test,
	});
	const result = await run.call(context);
	return { result, staticData: { ...kept } };
}

function webhookOf(
	world: World,
	json: WorkflowJson,
	nodeName: string,
	exchange: Pick<IWorkflowExecuteAdditionalData, 'httpRequest' | 'httpResponse'>,
) {
	const workflow = workflowOf(world, json);
	const node = nodeNamed(workflow, nodeName);
	const nodeType = world.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const webhookDescription = firstWebhook(nodeType.description.webhooks, node);
	const additionalData = additionalDataOf(world, json, 'webhook', exchange);
	const webhookData: IWebhookData = {
		httpMethod: 'POST',
		node: node.name,
		path: webhookDescription.path,
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
	return { workflow, node, nodeType, additionalData, webhookData };
}

function firstWebhook(webhooks: IWebhookDescription[] | undefined, node: INode): IWebhookDescription {
	const [first] = webhooks ?? [];
	if (first) return first;
	throw new Error(`'${node.type}' describes no webhook.`);
}

/** The part of Express's request that n8n and nodes read, after n8n's body parser. */
function asExpressRequest({ method = 'POST', headers = {}, query = {}, rawBody = '' }: WebhookRequest) {
	const raw = Buffer.from(rawBody);
	const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	const type = (lowered['content-type'] ?? '').split(';')[0]?.trim() ?? '';
	return {
		method,
		headers: lowered,
		contentType: type,
		query,
		params: {},
		rawBody: raw,
		readRawBody: async () => undefined,
		body: bodyOf(type, raw),
	} as unknown as NonNullable<IWorkflowExecuteAdditionalData['httpRequest']>;
}

function bodyOf(type: string, raw: Buffer): unknown {
	if (type === 'application/json' && raw.length > 0) return parsedOrEmpty(raw);
	if (type === 'application/x-www-form-urlencoded') return parseForm(raw.toString('utf8'));
	return {};
}

function parsedOrEmpty(raw: Buffer): unknown {
	try {
		return JSON.parse(raw.toString('utf8'));
	} catch {
		return {};
	}
}

/** The part of Express's response that nodes call; writes what they say into `answer`. */
function asExpressResponse(answer: WebhookAnswer, answered?: (answer: WebhookAnswer) => void) {
	const send = (body?: unknown) => {
		if (body !== undefined) answer.body = body;
		answer.headersSent = true;
		answered?.(answer);
		return response;
	};
	const setHeader = (name: string, value: string) => {
		answer.headers[name.toLowerCase()] = value;
		return response;
	};
	const response = {
		status: (code: number) => {
			answer.statusCode = code;
			return response;
		},
		writeHead: (code: number, headers: Readonly<Record<string, string>> = {}) => {
			answer.statusCode = code;
			for (const [name, value] of Object.entries(headers)) setHeader(name, value);
			return response;
		},
		setHeader,
		header: setHeader,
		set: setHeader,
		send,
		json: send,
		end: send,
		get statusCode() {
			return answer.statusCode;
		},
		get headersSent() {
			return answer.headersSent;
		},
	};
	return response as unknown as NonNullable<IWorkflowExecuteAdditionalData['httpResponse']>;
}
