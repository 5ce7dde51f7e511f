import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { checkApiKey, countRefusal } from '../../core/apiKeys';
import { openBackOffice } from '../shared/backOffice';
import { messageOf } from '../shared/errorText';
import { problemHeaders, refusal, Refused } from '../shared/problem';
import { logRefusal } from '../shared/refusalLog';
import { answerRefused } from '../shared/refusalPace';
import { removeUploads } from '../shared/uploads';
import { apiKeyOf } from './apiKeyOf';
import { fromQuery, readFields, type DeclaredField } from './fields';
import { readJsonBody } from './jsonBody';
import { keyRefused, noKey } from './keyRefused';
import { itemOf } from './request';
import { routeOf } from './route';

type Office = Awaited<ReturnType<typeof openBackOffice>>;

/**
 * Receives a call: checks its method, its key and its form, and starts the workflow with what is left of it. A refused call
 * starts nothing, and nothing of it is kept but a count.
 */
export async function receive(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { path } = routeOf(node);
	try {
		await removeUploads(node);
		const office = await openBackOffice(node);
		const item = await checkedCall(node, office).catch(onlyRefused);
		if (!(item instanceof Refused)) return { workflowData: [[{ json: item }]] };
		count(node, office, path, item);
		if (!ofNobody.has(item.problem.code)) return answer(node, item);
		answerRefused(node, () => answer(node, item));
		return { noWebhookResponse: true };
	} catch (error) {
		node.logger.error(`MSP API Trigger cannot check a call now: ${messageOf(error)}`, { route: path });
		const words = { detail: 'Nobody has looked at the call.', remedy: 'Make it again in a minute.' };
		return answer(node, refusal('unavailable', words));
	}
}

/** Nobody knows who makes these calls: answers to them wait when there are many. A caller with a key has limits of its own. */
const ofNobody: ReadonlySet<string> = new Set([
	'missing_key',
	'unknown_key',
	'expired_key',
	'revoked_key',
	'wrong_method',
]);

const onlyRefused = (error: unknown): Refused => {
	if (error instanceof Refused) return error;
	throw error;
};

/** @throws Refused when the call may not pass. */
async function checkedCall(node: IWebhookFunctions, office: Office): Promise<IDataObject> {
	const { method, path, scope, fields } = routeOf(node);
	if (node.getRequestObject().method !== method) {
		const words = { detail: `The address takes ${method} only.`, remedy: `Call it with ${method}.` };
		throw refusal('wrong_method', words, { allow: method });
	}
	const headers = node.getHeaderData();
	const secret = apiKeyOf(headers);
	if (secret === undefined) throw noKey();
	const checked = await checkApiKey(office, secret, scope);
	if ('refusal' in checked) throw keyRefused(checked.refusal, scope);
	const form = await formOf(node, method, fields);
	return itemOf({ method, path, headers, secret, apiKey: checked.apiKey, ...form });
}

/** GET and DELETE carry their fields in the address, the others in the body. What is not declared is refused in both. */
async function formOf(
	node: IWebhookFunctions,
	method: string,
	fields: readonly DeclaredField[],
): Promise<{ query: object; body: object }> {
	const query = { ...node.getRequestObject().query };
	if (method === 'GET' || method === 'DELETE') {
		return { query: readFields(fields, fromQuery(fields, query)), body: {} };
	}
	readFields([], query);
	return { query: {}, body: readFields(fields, await readJsonBody(node)) };
}

function count(node: IWebhookFunctions, { store }: Office, route: string, { problem: { code } }: Refused): void {
	logRefusal(node, `MSP API Trigger refused a call: ${code}`, { route, reason: code });
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
