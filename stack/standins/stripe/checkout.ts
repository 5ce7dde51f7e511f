import { invalidParameter, newId, noSuch } from './errors';
import { deliver } from './deliveries';
import { checkoutSession, stripeEvent } from './events';
import type { FormObject, FormValue } from './form';
import { checked, metadataOf, textOf } from './parameters';
import type { StripeState } from './state';

const known = [
	'mode',
	'client_reference_id',
	'metadata',
	'line_items',
	'success_url',
	'cancel_url',
	'customer',
	'customer_email',
	'currency',
	'payment_intent_data',
];

export const checkout = {
	create(state: StripeState, form: FormObject, url: string) {
		const given = checked(form, known, ['line_items']);
		const { amount, currency } = sumOf(given.line_items);
		const session = checkoutSession(
			{
				amount,
				currency,
				order: textOf(given.client_reference_id, 'client_reference_id'),
				email: textOf(given.customer_email, 'customer_email'),
				stripeCustomer: textOf(given.customer, 'customer'),
			},
			{
				metadata: metadataOf(given.metadata),
				customer_email: given.customer_email ?? null,
				success_url: given.success_url ?? null,
				cancel_url: given.cancel_url ?? null,
			},
		);
		const opened = { ...session, url: `${url}/pay/${session.id}` };
		state.sessions.unshift(opened);
		return opened;
	},

	retrieve(state: StripeState, id: string) {
		const found = state.sessions.find((session) => session.id === id);
		if (found) return found;
		throw noSuch('checkout.session', id);
	},

	/**
	 * Plays the buyer who pays on the page of the session. It delivers the event to the endpoints before it returns.
	 */
	async pay(state: StripeState, id: string) {
		const session = checkout.retrieve(state, id);
		if (session.status !== 'complete') {
			Object.assign(session, {
				status: 'complete',
				payment_status: 'paid',
				payment_intent: newId('pi'),
				url: null,
			});
			state.events.unshift(stripeEvent('checkout.session.completed', structuredClone(session)));
		}
		const event = state.events.find(({ data }) => data.object.id === id);
		return { event: event?.id, deliveries: event ? await deliver(state, event) : [] };
	},
};

/** Returns the sum of line items with `price_data`. */
function sumOf(items: FormValue | undefined): { amount: number; currency: string } {
	if (!Array.isArray(items)) throw invalidParameter('line_items', 'Invalid array: line_items');
	let amount = 0;
	let currency: string | undefined;
	for (const [index, item] of items.entries()) {
		const at = `line_items[${index}]`;
		const { price_data: price, quantity = '1' } = objectOf(item, at, ['price_data', 'quantity']);
		const data = objectOf(price, `${at}[price_data]`, ['currency', 'unit_amount', 'product_data', 'recurring']);
		const unit = Number(data.unit_amount);
		if (!Number.isInteger(unit)) throw invalidParameter(`${at}[price_data][unit_amount]`, 'Invalid integer');
		amount += unit * Number(quantity);
		currency ??= textOf(data.currency, `${at}[price_data][currency]`);
	}
	if (!currency) throw invalidParameter('line_items', 'The line items have no currency.');
	return { amount, currency };
}

function objectOf(value: FormValue | undefined, name: string, fields: readonly string[]): FormObject {
	if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter(name, `Invalid object: ${name}`);
	return checked(value, fields);
}
