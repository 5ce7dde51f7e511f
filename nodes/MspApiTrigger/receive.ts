import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { checkApiKey, countRefusal, scope } from '../../core/apiKeys';
import { openBackOffice } from '../shared/backOffice';
import { messageOf } from '../shared/errorText';
import { problemHeaders, refusal, Refused } from '../shared/problem';
import { apiKeyOf } from './apiKeyOf';
import { declaredFields, fromQuery, readFields } from './fields';
import { readJsonBody } from './jsonBody';
import { keyRefused, noKey } from './keyRefused';
import { itemOf } from './request';

type Office = Awaited<ReturnType<typeof openBackOffice>>;

/**
 * Receives a call: checks its method, its key and its form, and starts the workflow with what is left of it. A refused call
 * starts nothing, and nothing of it is kept but a count.
 */
export async function receive(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	const route = String(node.getNodeParameter('path'));
	try {
		const office = await openBackOffice(node);
		try {
			return { workflowData: [[{ json: await checkedCall(node, office, route) }]] };
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			count(node, office, route, error);
			return answer(node, error);
		}
	} catch (error) {
		node.logger.error(`MSP API Trigger cannot check a call now: ${messageOf(error)}`, { route });
		const words = { detail: 'Nobody has looked at the call.', remedy: 'Make it again in a minute.' };
		return answer(node, refusal('unavailable', words));
	}
}

/** @throws Refused when the call may not pass. */
async function checkedCall(node: IWebhookFunctions, office: Office, path: string): Promise<IDataObject> {
	const method = String(node.getNodeParameter('method'));
	if (node.getRequestObject().method !== method) {
		const words = { detail: `The address takes ${method} only.`, remedy: `Call it with ${method}.` };
		throw refusal('wrong_method', words, { allow: method });
	}
	const headers = node.getHeaderData();
	const secret = apiKeyOf(headers);
	if (secret === undefined) throw noKey();
	const needed = scope.parse(node.getNodeParameter('scope'));
	const checked = await checkApiKey(office, secret, needed);
	if ('refusal' in checked) throw keyRefused(checked.refusal, needed);
	const form = await formOf(node, method);
	return itemOf({ method, path, headers, secret, apiKey: checked.apiKey, ...form });
}

/** GET and DELETE carry their fields in the address, the others in the body. What is not declared is refused in both. */
async function formOf(node: IWebhookFunctions, method: string): Promise<{ query: object; body: object }> {
	const fields = declaredFields(node.getNodeParameter('fields', {}));
	const query = { ...node.getRequestObject().query };
	if (method === 'GET' || method === 'DELETE') {
		return { query: readFields(fields, fromQuery(fields, query)), body: {} };
	}
	readFields([], query);
	return { query: {}, body: readFields(fields, await readJsonBody(node)) };
}

function count(node: IWebhookFunctions, { store }: Office, route: string, { problem: { code } }: Refused): void {
	node.logger.warn(`MSP API Trigger refused a call: ${code}`, { route });
	const database = node.getNode().credentials?.mspDatabaseApi?.id ?? '';
	countRefusal({ store, database }, route.slice(0, 200), code, (error) =>
		node.logger.warn(`MSP API Trigger cannot count a refused call: ${messageOf(error)}`),
	);
}

function answer(node: IWebhookFunctions, { problem, headers }: Refused): IWebhookResponseData {
	const response = node.getResponseObject().status(problem.status);
	for (const [name, value] of Object.entries(problemHeaders(problem, headers))) response.setHeader(name, value);
	response.json(problem);
	return { noWebhookResponse: true };
}
