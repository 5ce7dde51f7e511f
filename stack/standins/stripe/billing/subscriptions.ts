import { invalidParameter, missingParameter, Refusal, wrongState } from '../errors';
import type { FormObject, FormValue } from '../form';
import { checked, metadataOf, textOf } from '../parameters';
import type { StripeState } from '../state';
import { amountOf, currencyOf, find, wholeOf } from './held';
import { collect, finalize } from './invoices';
import {
	invoiceShape,
	lineShape,
	priceShape,
	subscriptionItemShape,
	subscriptionShape,
	type Invoice,
	type Price,
	type Subscription,
} from './invoiceShapes';
import { now } from './shapes';
import { tell } from './tell';

const subscriptionOf = (state: StripeState, id: string) => find(state.billing.subscriptions, 'subscription', id);

function itemsOf(value: FormValue | undefined): FormObject[] {
	if (!Array.isArray(value)) throw missingParameter('items');
	return value.map((item, index) => {
		if (typeof item !== 'object' || Array.isArray(item)) throw invalidParameter(`items[${index}]`, 'Invalid object');
		return checked(item, ['id', 'price', 'price_data', 'quantity']);
	});
}

function priceOf(state: StripeState, { price, price_data: data }: FormObject): Price {
	if (price !== undefined) return find(state.billing.prices, 'price', textOf(price, 'price'), 'items[0][price]');
	if (typeof data !== 'object' || Array.isArray(data)) throw missingParameter('items[0][price]');
	const interval =
		typeof data.recurring === 'object' && !Array.isArray(data.recurring) ? data.recurring.interval : 'month';
	const made = priceShape(
		amountOf(data.unit_amount, 'unit_amount'),
		currencyOf(data.currency),
		textOf(interval, 'interval') ?? 'month',
	);
	state.billing.prices.unshift(made);
	return made;
}

/** The first invoice of a subscription, with the subscription's metadata where Stripe has it since 2025-03-31. */
export function firstInvoice(state: StripeState, subscription: Subscription) {
	const { billing } = state;
	const customer = find(billing.customers, 'customer', subscription.customer, 'customer');
	const invoice = invoiceShape(customer, subscription.currency);
	Object.assign(invoice, {
		billing_reason: 'subscription_create',
		auto_advance: true,
		collection_method: subscription.collection_method,
		parent: {
			quote_details: null,
			subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
			type: 'subscription_details',
		},
	});
	invoice.lines.data = subscription.items.data.map(({ price, quantity }) =>
		lineShape({
			amount: price.unit_amount * quantity,
			currency: price.currency,
			description: 'Subscription',
			invoice: invoice.id,
		}),
	);
	billing.invoices.unshift(invoice);
	subscription.latest_invoice = invoice.id;
	return finalize(state, invoice);
}

const isPaid = ({ status }: Pick<Invoice, 'status'>) => status === 'paid';

export const subscriptions = {
	create(state: StripeState, form: FormObject) {
		const given = checked(
			form,
			[
				...['customer', 'items', 'metadata', 'default_payment_method', 'trial_period_days', 'collection_method'],
				...['days_until_due', 'off_session', 'payment_behavior', 'description', 'proration_behavior'],
			],
			['customer'],
		);
		const { billing } = state;
		const customer = find(billing.customers, 'customer', textOf(given.customer, 'customer'), 'customer');
		const items = itemsOf(given.items).map((item) => ({
			price: priceOf(state, item),
			quantity: wholeOf(item.quantity, 'quantity') ?? 1,
		}));
		const subscription = subscriptionShape(customer.id, items[0]?.price.currency ?? 'eur');
		subscription.items.data = items.map(({ price, quantity }) =>
			subscriptionItemShape(subscription.id, price, quantity),
		);
		const days = wholeOf(given.trial_period_days, 'trial_period_days');
		Object.assign(subscription, {
			metadata: metadataOf(given.metadata),
			description: textOf(given.description, 'description') ?? null,
			default_payment_method: textOf(given.default_payment_method, 'default_payment_method') ?? null,
			collection_method: textOf(given.collection_method, 'collection_method') ?? 'charge_automatically',
			days_until_due: wholeOf(given.days_until_due, 'days_until_due') ?? null,
			trial_end: days === undefined ? null : now() + days * 86_400,
			status: days === undefined ? 'active' : 'trialing',
		});
		const method = subscription.default_payment_method ?? customer.invoice_settings.default_payment_method;
		if (subscription.collection_method === 'charge_automatically' && !method && days === undefined)
			throw wrongState(
				'missing_payment_method',
				'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
			);
		billing.subscriptions.unshift(subscription);
		if (days === undefined) {
			const invoice = firstInvoice(state, subscription);
			if (subscription.collection_method === 'charge_automatically' && invoice.status === 'open') {
				try {
					collect(state, invoice, method);
				} catch (error) {
					// docs.stripe.com/billing/subscriptions/overview: the first payment failed, and the subscription waits 23 hours.
					if (!(error instanceof Refusal)) throw error;
				}
				subscription.status = isPaid(invoice) ? 'active' : 'incomplete';
			}
		}
		tell(state, 'customer.subscription.created', subscription);
		return subscription;
	},

	update(state: StripeState, id: string, form: FormObject) {
		const given = checked(form, [
			...['items', 'metadata', 'proration_behavior', 'cancel_at_period_end', 'default_payment_method', 'description'],
			...['cancellation_details', 'payment_behavior', 'off_session'],
		]);
		const subscription = subscriptionOf(state, id);
		if (subscription.status === 'canceled') {
			throw wrongState(
				'resource_missing',
				'A canceled subscription can only update its cancellation_details and metadata.',
			);
		}
		if (given.items !== undefined) {
			for (const item of itemsOf(given.items)) {
				const price = priceOf(state, item);
				const held = find(subscription.items.data, 'subscription_item', textOf(item.id, 'id'), 'items[0][id]');
				held.price = price;
				held.quantity = wholeOf(item.quantity, 'quantity') ?? held.quantity;
			}
		}
		if (given.cancel_at_period_end !== undefined) {
			const ends = given.cancel_at_period_end === 'true';
			subscription.cancel_at_period_end = ends;
			subscription.cancel_at = ends ? (subscription.items.data[0]?.current_period_end ?? null) : null;
			subscription.canceled_at = ends ? now() : null;
		}
		subscription.metadata = metadataOf(given.metadata, subscription.metadata);
		tell(state, 'customer.subscription.updated', subscription);
		return subscription;
	},

	cancel(state: StripeState, id: string) {
		const subscription = subscriptionOf(state, id);
		if (subscription.status === 'canceled') find([], 'subscription', id);
		Object.assign(subscription, { status: 'canceled', canceled_at: now(), ended_at: now() });
		tell(state, 'customer.subscription.deleted', subscription);
		return subscription;
	},

	resume(state: StripeState, id: string, form: FormObject) {
		checked(form, ['billing_cycle_anchor', 'proration_behavior']);
		const subscription = subscriptionOf(state, id);
		if (subscription.status !== 'paused')
			throw invalidParameter('subscription', 'Only paused subscriptions can be resumed.');
		subscription.status = 'active';
		tell(state, 'customer.subscription.resumed', subscription);
		return subscription;
	},
};
