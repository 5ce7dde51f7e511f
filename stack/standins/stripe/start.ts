import { formOf, startStandin, type Standin, type StandinAnswer, type StandinRequest } from '../shared';
import { createdFilter, createdFilters } from './billing/held';
import { routes } from './billing/routes';
import { nothingSold } from './billing/state';
import { checkout } from './checkout';
import { endpoints, keepGiven, type GivenEndpoint } from './endpoints';
import { known } from './known';
import { badKey, noSuch, otherParameters, Refusal, unknownPath } from './errors';
import { decodeForm } from './form';
import { checkedPage } from './parameters';
import { playPage } from './paying';
import { checkPermission } from './rights';
import { emptyState, type StripeState } from './state';

export interface StripeOptions {
	readonly port: number;
	readonly stateFile?: string;
	/** An endpoint that is there from the start, with a secret that somebody else knows. */
	readonly endpoint?: GivenEndpoint;
}

/**
 * Plays Stripe on this machine: customers, saved cards, charges, invoices, subscriptions, meters, checkout sessions that a
 * test can pay, webhook endpoints with the events of all of it, and look-ups of what a test tells it.
 */
export async function startStripe({ port, stateFile, endpoint }: StripeOptions): Promise<Standin<StripeState>> {
	const initial = () => keepGiven(emptyState(), endpoint);
	const standin = await startStandin({ name: 'Stripe', port, stateFile, initial, handle });
	keepGiven(standin.state(), endpoint);
	return standin;
}

async function handle(request: StandinRequest, state: StripeState): Promise<StandinAnswer> {
	// A state file of an older stand-in has none.
	(state as Partial<StripeState>).billing ??= nothingSold();
	Object.assign(state.billing, { ...nothingSold(), ...state.billing });
	try {
		const paying = /^\/pay\/(\w+)$/.exec(request.path)?.[1];
		if (paying !== undefined) return await playPage(request, state, paying);
		checkKey(request);
		return once(request, state, () => ({ body: answerTo(request, state) }));
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

/** The resource of a path, the ID, and what is to be done with it: `/v1/invoices/in_1/pay`. */
const address =
	/^\/v1\/((?:checkout|billing_portal)\/sessions|billing\/\w+|\w+)(?:\/(search|[a-z]+_\w+))?(?:\/([a-z_]+))?$/;

function answerTo(request: StandinRequest, state: StripeState): unknown {
	const { method, path, query } = request;
	const form = () => decodeForm(formOf(request));
	const [, resource, id = '', verb] = address.exec(path) ?? [];
	checkPermission(request, state, resource ?? '');
	const last = id === '' ? '' : id === 'search' ? '/search' : `/id${verb === undefined ? '' : `/${verb}`}`;
	const asked = `${method} ${resource ?? path}${last}`;
	const answer = routes.get(asked);
	if (answer) return answer({ state, id, query, path, form });
	switch (asked) {
		case 'GET webhook_endpoints':
			return endpoints.list(state, query);
		case 'POST webhook_endpoints':
			return endpoints.create(state, form());
		case 'GET webhook_endpoints/id':
			return endpoints.retrieve(state, id);
		case 'POST webhook_endpoints/id':
			return endpoints.update(state, id, form());
		case 'DELETE webhook_endpoints/id':
			return endpoints.remove(state, id);
		case 'POST checkout/sessions':
			return checkout.create(state, form(), `http://${request.headers.host ?? '127.0.0.1'}`);
		case 'GET checkout/sessions':
			return known.sessions(state, query, path);
		case 'GET checkout/sessions/id':
			return checkout.retrieve(state, id);
		case 'POST checkout/sessions/id/expire':
			return checkout.expire(state, id);
		case 'GET invoice_payments':
			return known.invoicePayments(state, query, path);
		case 'GET payment_intents/id':
			return known.retrieve(state, 'paymentIntents', id);
		case 'GET charges/id':
			return known.retrieve(state, 'charges', id);
		case 'GET invoices/id':
			return withPayments(state, known.retrieve(state, 'invoices', id), query);
		case 'GET events':
			return eventsOf(state, query, path);
		case 'GET events/id':
			return state.events.find((event) => event.id === id) ?? refuse(noSuch('event', id));
		case 'GET balance':
			return { object: 'balance', available: [], pending: [], livemode: false };
		default:
			return refuse(unknownPath(method, path));
	}
}

/** The payments of an invoice are shown to those who ask for them. */
function withPayments(state: StripeState, invoice: Readonly<Record<string, unknown>>, query: URLSearchParams) {
	if (query.get('expand[0]') !== 'payments') return invoice;
	const data = state.billing.invoicePayments.filter((payment) => payment.invoice === invoice.id);
	const url = `/v1/invoice_payments?invoice=${String(invoice.id)}`;
	return { ...invoice, payments: { object: 'list', data, has_more: false, url } };
}

function eventsOf(state: StripeState, query: URLSearchParams, path: string) {
	const page = checkedPage(path, query, ['type', 'types[]', 'delivery_success', ...createdFilters]);
	const created = createdFilter(query);
	const types = [...query].flatMap(([name, value]) => (/^types?(\[|$)/.test(name) ? [value] : []));
	return page(state.events.filter((event) => created(event) && (types.length === 0 || types.includes(event.type))));
}

function refuse(refusal: Refusal): never {
	throw refusal;
}

/** It accepts test keys of any account. */
function checkKey({ headers }: StandinRequest): void {
	const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
	if (!/^[sr]k_test_\w{4,}$/.test(key)) throw badKey(key);
}

/**
 * A repeat under the same idempotency key gets the first answer, also when that was a declined card. What was refused for
 * its parameters is not kept (docs.stripe.com/api/idempotent_requests).
 */
function once(request: StandinRequest, state: StripeState, answer: () => StandinAnswer): StandinAnswer {
	const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
	if (key === undefined) return answer();
	const asked = `${request.path} ${request.body}`;
	const known = state.answered[key];
	if (known) {
		if (known.asked !== asked) throw otherParameters(key);
		return { ...known.answer, headers: { 'idempotent-replayed': 'true' } };
	}
	try {
		const given = answer();
		state.answered[key] = { asked, answer: structuredClone(given) };
		return given;
	} catch (error) {
		if (error instanceof Refusal && error.answer.status === 402)
			state.answered[key] = { asked, answer: structuredClone(error.answer) };
		throw error;
	}
}
