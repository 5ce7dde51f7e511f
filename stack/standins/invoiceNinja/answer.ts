import { jsonOf, type StandinAnswer, type StandinRequest } from '../shared';
import { act, remove } from './actions';
import { bulk } from './bulk';
import { controls, controlsPrefix } from './controls';
import { deliverOrQueue, deliverPending, post } from './deliver';
import { downloadDocument, forgetDocument, partsOf, upload } from './documents';
import { entity, isEntityPath, type EntityPath } from './entities';
import { extra } from './extras';
import { filtered, isOwn, list } from './lists';
import { downloadByKey, pdf } from './pdf';
import { includesOf, present } from './present';
import { badRequest, complaints, invalidToken, noRoute, notFound, Refusal, unauthorized } from './refusals';
import { refundPayment } from './refunds';
import { preview, report } from './reports';
import { create, update } from './save';
import type { NinjaState, Row } from './state';
import { find, isReadable, type Call } from './store';
import { text, values, type Values } from './values';

const apiPrefix = '/api/v1/';

/** Answers a request as Invoice Ninja does: the token, the routes, then the deliveries that the call has caused. */
export async function answer(request: StandinRequest, state: NinjaState, url: string): Promise<StandinAnswer> {
	const call = open(request, state, url);
	if (!call) return invalidToken().answer;
	await deliverPending(state);
	const answered = await route(call, request);
	// On the sync queue the call is open until everything is delivered.
	await deliverOrQueue(state, call.company, call.fired);
	return answered;
}

function open(request: StandinRequest, state: NinjaState, url: string): Call | undefined {
	const token = request.headers['x-api-token'] ?? '';
	const company = state.companies.find((one) => one.token === token);
	if (!company) return undefined;
	const body = values(jsonOf(request));
	const override = text(body._method) || request.query.get('_method') || methodOfForm(request);
	const method = request.method === 'POST' && override !== '' ? override.toUpperCase() : request.method;
	return { state, company, url, method, query: request.query, body, fired: [] };
}

/** `_method=PUT` in a multipart form makes a POST a PUT. */
function methodOfForm(request: StandinRequest): string {
	return (
		partsOf(request)
			.find(({ field }) => field === '_method')
			?.content.toString('utf8') ?? ''
	);
}

async function route(call: Call, request: StandinRequest): Promise<StandinAnswer> {
	try {
		if (request.path.startsWith(controlsPrefix)) return await controls(call, request.path.slice(controlsPrefix.length));
		const answered = await api(call, request);
		return answered.status === undefined || answered.status < 400 ? withVersion(call, answered) : answered;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return expectsJson(request) ? error.answer : page(error.answer);
	}
}

/** BaseController::response names the server's version on what controllers answer. */
function withVersion({ state }: Call, answered: StandinAnswer): StandinAnswer {
	const version = state.switches.version;
	return {
		...answered,
		headers: { 'x-app-version': version, 'x-minimum-client-version': '5.0.16', ...answered.headers },
	};
}

/** Laravel's expectsJson: an XMLHttpRequest that accepts anything, or one that asks for JSON. */
function expectsJson({ headers }: StandinRequest): boolean {
	const accepts = headers.accept ?? '';
	if (accepts.includes('json')) return true;
	return headers['x-requested-with'] === 'XMLHttpRequest' && (accepts === '' || accepts.startsWith('*/*'));
}

/** Without those headers a refusal is a page; one of validation sends the browser back. */
function page({ status = 500 }: StandinAnswer): StandinAnswer {
	const headers = { 'content-type': 'text/html; charset=utf-8' };
	const html = `<!DOCTYPE html><html><head><title>Error</title></head><body><h1>${status}</h1></body></html>`;
	return status === 422
		? { status: 302, headers: { ...headers, location: '/' }, body: html }
		: { status, headers, body: html };
}

async function api(call: Call, request: StandinRequest): Promise<StandinAnswer> {
	if (!request.path.startsWith(apiPrefix)) throw noRoute();
	const [first = '', second, third, ...more] = request.path.slice(apiPrefix.length).replace(/\/$/, '').split('/');
	const whole = [first, second, third].filter((one) => one !== undefined).join('/');
	const beside = extra(call, whole);
	if (beside) return beside;
	if (more.length > 0) throw noRoute();
	if (call.method === 'POST' && first === 'reports' && second === 'preview' && third) return preview(call, third);
	if (call.method === 'POST' && first === 'reports' && second) return report(call, second);
	// The specification has PUT and DELETE of /purchase_order/{id}; routes/api.php has the resource purchase_orders only.
	if (third === 'download' && second && call.method === 'GET') {
		if (first === 'documents') return downloadDocument(call, second);
		const file = downloadByKey(call, first, second);
		if (file) return file;
	}
	if (!isEntityPath(first)) throw noRoute();
	return await resource(call, request, first, second, third);
}

async function resource(
	call: Call,
	request: StandinRequest,
	path: EntityPath,
	id: string | undefined,
	action: string | undefined,
): Promise<StandinAnswer> {
	const { method } = call;
	if (id === undefined) {
		if (method === 'GET') return { body: list(call, path, filtered(call, path)) };
		if (method === 'POST') return one(call, path, create(call, path));
		throw noRoute();
	}
	if (action === undefined && method === 'POST') {
		if (id === 'bulk') return bulk(call, path);
		if (id === 'refund' && path === 'payments') return one(call, path, refundPayment(call));
		throw noRoute();
	}
	if (id === 'create' && method === 'GET') return { body: { data: { ...entity(path).defaults, id: '' } } };

	const row = find(call.company, path, id);
	if (!row) throw notFound(path, id);
	if (call.company.blindFor.includes(path) && !isOwn(call.company, row)) throw unauthorized();
	if (!isReadable(call.state, row)) throw notFound(path, id);
	if (action !== undefined) return await ofRow(call, request, path, row, action);
	if (method === 'GET') return one(call, path, row);
	if (method === 'PUT') return one(call, path, update(call, path, row));
	if (method === 'DELETE') {
		// WebhookController.php only archives it: n8n-io/n8n#8147 shows such rows. The bulk action `delete` marks it.
		if (path === 'webhooks') act(call, path, row, 'archive');
		else remove(call, path, row);
		if (path === 'documents') forgetDocument(call, row.id);
		return one(call, path, row);
	}
	throw noRoute();
}

function one(call: Call, path: EntityPath, row: Row): StandinAnswer {
	return { body: { data: present(call.state, call.company, path, row, includesOf(call.query, path)) } };
}

/** `/{entity}/{id}/{action}`. */
async function ofRow(
	call: Call,
	request: StandinRequest,
	path: EntityPath,
	row: Row,
	action: string,
): Promise<StandinAnswer> {
	const { method, state, company } = call;
	if (action === 'upload' && method === 'PUT') {
		upload(call, row, request);
		return one(call, path, row);
	}
	if (action === 'edit' && method === 'GET') return one(call, path, row);
	if (path === 'webhooks' && action === 'retry' && method === 'POST') return await retry(call, row);
	if (path === 'company_gateways' && action === 'test' && method === 'POST') return { body: { message: 'true' } };
	if (method !== 'GET' || !entity(path).billing) throw noRoute();
	if (action === 'download' || action === 'delivery_note') return pdf(company, entity(path).model, row);
	if (action.startsWith('clone_to_')) return { body: { data: clone(row) } };
	// A GET that changes something (InvoiceController::performAction).
	if (action === 'mark_paid' && !act(call, path, row, action)) throw badRequest('Invoice cannot be marked as paid');
	if (action !== 'mark_paid' && !act(call, path, row, action)) {
		throw badRequest(`The requested action :${action} is not available.`);
	}
	return { body: { data: present(state, company, path, row, []) } };
}

/** A clone is answered and not saved: it has no id (CloneInvoiceFactory.php). */
function clone(row: Row): Values {
	return {
		...structuredClone<Values>(row),
		id: '',
		number: '',
		status_id: '1',
		balance: 0,
		paid_to_date: 0,
		invitations: [],
	};
}

/** POST /webhooks/{id}/retry (RetryWebhookRequest.php). */
async function retry({ state, company, body }: Call, webhook: Row): Promise<StandinAnswer> {
	const wrong = complaints();
	const plural = `${text(body.entity)}s`;
	if (text(body.entity) === '') wrong.required('entity');
	else if (!isEntityPath(plural)) wrong.unknown('entity');
	const row = isEntityPath(plural) ? find(company, plural, body.entity_id) : undefined;
	if (text(body.entity_id) === '') wrong.required('entity_id');
	else if (!row) wrong.unknown('entity_id');
	wrong.end();
	if (row && isEntityPath(plural)) await post(state, company, webhook, Number(webhook.event_id), plural, row);
	return { body: { data: present(state, company, 'webhooks', webhook, []) } };
}
