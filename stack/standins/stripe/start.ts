import { formOf, startStandin, type Standin, type StandinAnswer, type StandinRequest } from '../shared';
import { checkout } from './checkout';
import { endpoints } from './endpoints';
import { checkPermission, known } from './known';
import { badKey, noSuch, otherParameters, Refusal, unknownPath } from './errors';
import { decodeForm } from './form';
import { page } from './parameters';
import { emptyState, type StripeState } from './state';

export interface StripeOptions {
	readonly port: number;
	readonly stateFile?: string;
}

/**
 * Plays Stripe on this machine: webhook endpoints, checkout sessions that a test can pay, their events, and look-ups of
 * what a test tells it.
 */
export async function startStripe({ port, stateFile }: StripeOptions): Promise<Standin<StripeState>> {
	return await startStandin({ name: 'Stripe', port, stateFile, initial: emptyState, handle });
}

async function handle(request: StandinRequest, state: StripeState): Promise<StandinAnswer> {
	try {
		const paying = /^\/pay\/(\w+)$/.exec(request.path)?.[1];
		if (paying !== undefined) return { body: await checkout.pay(state, paying) };
		checkKey(request);
		return once(request, state, () => ({ body: answerTo(request, state) }));
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

function answerTo(request: StandinRequest, state: StripeState): unknown {
	const { method, path, query } = request;
	const form = () => decodeForm(formOf(request));
	const [, resource, id] = /^\/v1\/(\w+(?:\/sessions)?)(?:\/(\w+))?$/.exec(path) ?? [];
	checkPermission(request, state, resource ?? '');
	switch (`${method} ${resource ?? path}${id === undefined ? '' : '/id'}`) {
		case 'GET webhook_endpoints':
			return endpoints.list(state, query);
		case 'POST webhook_endpoints':
			return endpoints.create(state, form());
		case 'GET webhook_endpoints/id':
			return endpoints.retrieve(state, id ?? '');
		case 'POST webhook_endpoints/id':
			return endpoints.update(state, id ?? '', form());
		case 'DELETE webhook_endpoints/id':
			return endpoints.remove(state, id ?? '');
		case 'POST checkout/sessions':
			return checkout.create(state, form(), `http://${request.headers.host ?? '127.0.0.1'}`);
		case 'GET checkout/sessions':
			return known.sessions(state, query, path);
		case 'GET invoice_payments':
			return known.invoicePayments(state, query, path);
		case 'GET payment_intents/id':
			return known.retrieve(state, 'paymentIntents', id ?? '');
		case 'GET charges/id':
			return known.retrieve(state, 'charges', id ?? '');
		case 'GET invoices/id':
			return known.retrieve(state, 'invoices', id ?? '');
		case 'GET checkout/sessions/id':
			return checkout.retrieve(state, id ?? '');
		case 'GET events':
			return page(
				state.events.filter(({ type }) => (query.get('type') ?? type) === type),
				query,
				path,
			);
		case 'GET events/id':
			return state.events.find((event) => event.id === id) ?? refuse(noSuch('event', id ?? ''));
		case 'GET balance':
			return { object: 'balance', available: [], pending: [], livemode: false };
		default:
			return refuse(unknownPath(method, path));
	}
}

function refuse(refusal: Refusal): never {
	throw refusal;
}

/** It accepts test keys of any account. */
function checkKey({ headers }: StandinRequest): void {
	const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
	if (!/^[sr]k_test_\w{4,}$/.test(key)) throw badKey(key);
}

/** A repeat under the same idempotency key gets the first answer. */
function once(request: StandinRequest, state: StripeState, answer: () => StandinAnswer): StandinAnswer {
	const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
	if (key === undefined) return answer();
	const asked = `${request.path} ${request.body}`;
	const known = state.answered[key];
	if (known) {
		if (known.asked !== asked) throw otherParameters(key);
		return { ...known.answer, headers: { 'idempotent-replayed': 'true' } };
	}
	const given = answer();
	state.answered[key] = { asked, answer: given };
	return given;
}
