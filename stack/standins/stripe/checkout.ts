import { find, wholeOf } from './billing/held';
import { invoicePaymentShape, priceShape, subscriptionItemShape, subscriptionShape } from './billing/invoiceShapes';
import { chargeShape, customerShape, now, paymentIntentShape } from './billing/shapes';
import { firstInvoice } from './billing/subscriptions';
import { tell } from './billing/tell';
import { invalidParameter, newId, noSuch, wrongState } from './errors';
import { deliver } from './deliveries';
import { checkoutSession, stripeEvent } from './events';
import type { FormObject, FormValue } from './form';
import { checked, metadataOf, textOf } from './parameters';
import type { StripeState } from './state';

const known = [
	...['mode', 'client_reference_id', 'metadata', 'line_items', 'success_url', 'cancel_url', 'customer'],
	...['customer_email', 'currency', 'payment_intent_data', 'subscription_data', 'setup_intent_data', 'locale'],
	...['expires_at', 'customer_creation', 'allow_promotion_codes', 'payment_method_types'],
];

const lineFields = ['price_data', 'price', 'quantity'];

type Session = StripeState['sessions'][number];

export const checkout = {
	create(state: StripeState, form: FormObject, url: string) {
		const mode = textOf(form.mode, 'mode') ?? 'payment';
		const given = checked(form, known, mode === 'setup' ? [] : ['line_items']);
		refuseOtherData(given, mode);
		const { amount, currency } =
			mode === 'setup'
				? { amount: 0, currency: textOf(given.currency, 'currency') ?? 'eur' }
				: sumOf(state, given.line_items);
		const customer = textOf(given.customer, 'customer');
		if (customer !== undefined) find(state.billing.customers, 'customer', customer, 'customer');
		const session = checkoutSession(
			{
				amount,
				currency,
				order: textOf(given.client_reference_id, 'client_reference_id'),
				email: textOf(given.customer_email, 'customer_email'),
				stripeCustomer: customer,
			},
			{
				metadata: metadataOf(given.metadata),
				customer_email: given.customer_email ?? null,
				success_url: given.success_url ?? null,
				cancel_url: given.cancel_url ?? null,
				mode,
				locale: given.locale ?? null,
				...(mode === 'setup' && { amount_total: null, amount_subtotal: null, payment_status: 'no_payment_required' }),
				...(given.expires_at !== undefined && { expires_at: wholeOf(given.expires_at, 'expires_at') }),
			},
		);
		const data = given[`${mode === 'payment' ? 'payment_intent' : mode === 'setup' ? 'setup_intent' : mode}_data`];
		const more = typeof data === 'object' && !Array.isArray(data) ? data.metadata : undefined;
		state.billing.laterMetadata[session.id] = metadataOf(more);
		const opened = { ...session, url: `${url}/pay/${session.id}` };
		state.sessions.unshift(opened);
		state.lines = { ...state.lines, [session.id]: namesOf(state, given.line_items) };
		return opened;
	},

	retrieve: held,

	expire(state: StripeState, id: string) {
		const session = held(state, id);
		if (session.status !== 'open') {
			throw wrongState('checkout_session_not_open', `Only Checkout Sessions with a status in ["open"] can be expired.`);
		}
		Object.assign(session, { status: 'expired', url: null });
		tell(state, 'checkout.session.expired', session);
		return session;
	},

	/**
	 * Plays the buyer who pays on the page of the session. It delivers the event to the endpoints before it returns.
	 */
	async pay(state: StripeState, id: string) {
		const session = held(state, id);
		if (session.status === 'expired') throw wrongState('checkout_session_not_open', 'The page has expired.');
		if (session.status !== 'complete') {
			const setUp = session.mode === 'setup';
			Object.assign(session, { status: 'complete', payment_status: setUp ? 'no_payment_required' : 'paid', url: null });
			if (session.mode === 'payment') session.payment_intent = paidIntent(state, session);
			if (session.mode === 'subscription') Object.assign(session, subscribed(state, session));
			if (setUp) session.setup_intent = newId('seti');
			state.events.unshift(stripeEvent('checkout.session.completed', structuredClone(session)));
		}
		const event = state.events.find(({ type, data }) => data.object.id === id && type !== 'checkout.session.expired');
		return { event: event?.id, deliveries: event ? await deliver(state, event) : [] };
	},
};

const laterMetadata = (state: StripeState, { id }: Session) => ({ ...state.billing.laterMetadata[id] });

function held(state: StripeState, id: string): Session {
	const found = state.sessions.find((session) => session.id === id);
	if (found) return found;
	throw noSuch('checkout.session', id);
}

/** Each mode takes its own data only (rameerez/usage_credits#2). */
function refuseOtherData(given: FormObject, mode: string): void {
	const own = { payment_intent_data: 'payment', subscription_data: 'subscription', setup_intent_data: 'setup' };
	for (const [name, of] of Object.entries(own)) {
		if (given[name] !== undefined && of !== mode)
			throw invalidParameter(name, `You can not pass \`${name}\` in \`${mode}\` mode.`);
	}
	if (mode === 'setup' && given.line_items !== undefined)
		throw invalidParameter('line_items', 'You can not pass `line_items` in `setup` mode.');
}

/** The metadata of a session stays with the session: the intent has what `payment_intent_data` gave it, and nothing more. */
function paidIntent(state: StripeState, session: Session): string {
	const intent = paymentIntentShape(Number(session.amount_total ?? 0), String(session.currency));
	Object.assign(intent, {
		status: 'succeeded',
		amount_received: intent.amount,
		customer: session.customer,
		metadata: laterMetadata(state, session),
	});
	const charge = chargeShape(intent);
	intent.latest_charge = charge.id;
	state.billing.paymentIntents.unshift(intent);
	state.billing.charges.unshift(charge);
	return intent.id;
}

function subscribed(state: StripeState, session: Session): object {
	const { billing } = state;
	let customer = billing.customers.find(({ id }) => id === session.customer);
	if (!customer) {
		customer = customerShape();
		customer.email = typeof session.customer_email === 'string' ? session.customer_email : null;
		billing.customers.unshift(customer);
	}
	const subscription = subscriptionShape(customer.id, String(session.currency));
	subscription.metadata = laterMetadata(state, session);
	const price = priceShape(Number(session.amount_total ?? 0), subscription.currency, 'month');
	subscription.items.data = [subscriptionItemShape(subscription.id, price, 1)];
	billing.prices.unshift(price);
	billing.subscriptions.unshift(subscription);
	const invoice = firstInvoice(state, subscription);
	const intent = paymentIntentShape(invoice.total, invoice.currency);
	Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, customer: customer.id });
	const payment = invoicePaymentShape(invoice, intent);
	billing.paymentIntents.unshift(intent);
	billing.charges.unshift(chargeShape(intent));
	billing.invoicePayments.unshift(payment);
	Object.assign(invoice, { status: 'paid', amount_paid: invoice.total, amount_remaining: 0 });
	invoice.status_transitions.paid_at = now();
	tell(state, 'customer.subscription.created', subscription);
	tell(state, 'invoice.paid', invoice);
	tell(state, 'invoice_payment.paid', payment);
	return { subscription: subscription.id, invoice: invoice.id, customer: customer.id };
}

/** Returns the sum of line items with `price_data` or with a price. */
function sumOf(state: StripeState, items: FormValue | undefined): { amount: number; currency: string } {
	if (!Array.isArray(items)) throw invalidParameter('line_items', 'Invalid array: line_items');
	let amount = 0;
	let currency: string | undefined;
	for (const [index, item] of items.entries()) {
		const at = `line_items[${index}]`;
		const { price_data: data, price, quantity = '1' } = objectOf(item, at, lineFields);
		const { unit, of } = price === undefined ? inline(data, at) : named(state, textOf(price, `${at}[price]`), at);
		amount += unit * Number(quantity);
		currency ??= of;
		if (of !== currency)
			throw invalidParameter(`${at}[price_data][currency]`, 'All line items must have one currency.');
	}
	if (!currency) throw invalidParameter('line_items', 'The line items have no currency.');
	return { amount, currency };
}

/** Says what is bought, for the page. */
function namesOf(state: StripeState, items: FormValue | undefined): string[] {
	if (!Array.isArray(items)) return [];
	return items.map((item, index) => {
		const { price_data: data, price, quantity = '1' } = objectOf(item, `line_items[${index}]`, lineFields);
		const inlined = typeof data === 'object' && !Array.isArray(data) ? data.product_data : undefined;
		const product = typeof inlined === 'object' && !Array.isArray(inlined) ? inlined.name : undefined;
		const known = state.billing.prices.find(({ id }) => id === price)?.nickname;
		const name = [product, known, price].find((text) => typeof text === 'string') ?? '';
		return typeof quantity !== 'string' || quantity === '1' ? name : `${quantity} × ${name}`;
	});
}

function inline(value: FormValue | undefined, at: string): { unit: number; of: string | undefined } {
	const data = objectOf(value, `${at}[price_data]`, ['currency', 'unit_amount', 'product_data', 'recurring']);
	const unit = Number(data.unit_amount);
	if (!Number.isInteger(unit)) throw invalidParameter(`${at}[price_data][unit_amount]`, 'Invalid integer');
	return { unit, of: textOf(data.currency, `${at}[price_data][currency]`) };
}

function named(state: StripeState, id: string | undefined, at: string): { unit: number; of: string } {
	const { unit_amount: unit, currency } = find(state.billing.prices, 'price', id, `${at}[price]`);
	return { unit, of: currency };
}

function objectOf(value: FormValue | undefined, name: string, fields: readonly string[]): FormObject {
	if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter(name, `Invalid object: ${name}`);
	return checked(value, fields);
}
