import { invalidParameter } from '../errors';
import type { FormObject, FormValue } from '../form';
import { checked, checkedPage, metadataOf, textOf } from '../parameters';
import type { StripeState } from '../state';
import { cards } from './cards';
import { find } from './held';
import { customerShape, now, paymentMethodShape, type Customer } from './shapes';
import { tell } from './tell';

const fields = ['email', 'name', 'phone', 'description', 'metadata', 'preferred_locales', 'invoice_settings'];

export const customers = {
	create(state: StripeState, form: FormObject) {
		const customer = customerShape();
		change(state, customer, checked(form, fields));
		state.billing.customers.unshift(customer);
		tell(state, 'customer.created', customer);
		return customer;
	},

	update(state: StripeState, id: string, form: FormObject) {
		const customer = find(state.billing.customers, 'customer', id);
		change(state, customer, checked(form, fields));
		tell(state, 'customer.updated', customer);
		return customer;
	},

	/** `metadata['key']:'value'` and `email:'value'` (docs.stripe.com/search), joined by AND. It lags behind. */
	search(state: StripeState, query: URLSearchParams, url: string) {
		const { customers: all, searchLag } = state.billing;
		const clauses = (query.get('query') ?? '').split(' AND ').map(clauseOf);
		const indexed = all.filter(({ created }) => created + searchLag <= now());
		const found = indexed.filter((one) => clauses.every((holds) => holds(one)));
		const limit = Number(query.get('limit') ?? 10);
		const start = Number(query.get('page') ?? 0);
		const next = start + limit < found.length ? String(start + limit) : null;
		return {
			object: 'search_result',
			url,
			data: found.slice(start, start + limit),
			has_more: next !== null,
			next_page: next,
		};
	},
};

function clauseOf(clause: string): (customer: Customer) => boolean {
	const [, key, by = '', value = ''] =
		/^(?:metadata\['((?:[^'\\]|\\.)+)'\]|(email|name)):'((?:[^'\\]|\\.)*)'$/.exec(clause.trim()) ?? [];
	const wanted = value.replaceAll("\\'", "'");
	if (key !== undefined) return ({ metadata }) => metadata[key] === wanted;
	if (by === 'email') return ({ email }) => email === wanted;
	if (by === 'name') return ({ name }) => name?.includes(wanted) === true;
	throw invalidParameter('query', 'We were unable to parse your search query.');
}

function change(state: StripeState, customer: Customer, given: FormObject): void {
	for (const name of ['email', 'name', 'phone', 'description'] as const) {
		// An empty text takes a value away.
		if (given[name] !== undefined) customer[name] = textOf(given[name], name) || null;
	}
	if (given.email !== undefined && customer.email && !customer.email.includes('@'))
		throw invalidParameter('email', `Invalid email address: ${customer.email}`);
	if (Array.isArray(given.preferred_locales)) customer.preferred_locales = given.preferred_locales.map(String);
	customer.metadata = metadataOf(given.metadata, customer.metadata);
	const chosen = defaultMethod(given.invoice_settings);
	if (chosen === undefined) return;
	const method = find(
		state.billing.paymentMethods,
		'PaymentMethod',
		chosen,
		'invoice_settings[default_payment_method]',
	);
	if (method.customer !== customer.id) {
		const message = 'The customer does not have a payment method with the ID';
		throw invalidParameter('invoice_settings[default_payment_method]', `${message} ${chosen}.`);
	}
	customer.invoice_settings.default_payment_method = chosen;
}

function defaultMethod(settings: FormValue | undefined): string | undefined {
	if (settings === undefined || typeof settings === 'string' || Array.isArray(settings)) return undefined;
	return textOf(settings.default_payment_method, 'invoice_settings[default_payment_method]');
}

export const paymentMethods = {
	attach(state: StripeState, id: string, form: FormObject) {
		const given = checked(form, ['customer'], ['customer']);
		const { billing } = state;
		const customer = find(billing.customers, 'customer', textOf(given.customer, 'customer'), 'customer');
		const card = cards[id];
		const method =
			card === undefined ? find(billing.paymentMethods, 'PaymentMethod', id) : paymentMethodShape(card.last4);
		if (card) {
			// A test payment method stands for a new one each time.
			billing.paymentMethods.unshift(method);
			billing.plays[method.id] = id;
		}
		if (method.customer !== null && method.customer !== customer.id)
			throw invalidParameter(
				'payment_method',
				'The payment method you provided has already been attached to a customer.',
			);
		method.customer = customer.id;
		tell(state, 'payment_method.attached', method);
		return method;
	},

	detach(state: StripeState, id: string) {
		const method = find(state.billing.paymentMethods, 'PaymentMethod', id);
		method.customer = null;
		tell(state, 'payment_method.detached', method);
		return method;
	},

	list(state: StripeState, query: URLSearchParams, url: string) {
		const page = checkedPage(url, query, ['customer', 'type']);
		const customer = query.get('customer');
		const all = state.billing.paymentMethods;
		return page(customer === null ? [] : all.filter((one) => one.customer === customer));
	},
};
