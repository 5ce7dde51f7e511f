import type { FormObject } from '../form';
import { checkedPage } from '../parameters';
import type { StripeState } from '../state';
import { balanceTransactions } from './balance';
import { customers, paymentMethods } from './customers';
import { createdFilter, createdFilters, find } from './held';
import { invoiceItems, invoices } from './invoices';
import { paymentLinks, portal } from './links';
import { meterEvents, meters } from './meters';
import { paymentIntents, refunds } from './payments';
import type { BillingState } from './state';
import { subscriptions } from './subscriptions';

export interface Asked {
	readonly state: StripeState;
	readonly id: string;
	readonly query: URLSearchParams;
	readonly path: string;
	form(): FormObject;
}

type Answer = (asked: Asked) => unknown;
type ListName = Exclude<keyof BillingState, 'plays' | 'laterMetadata' | 'searchLag' | 'meterEvents' | 'settles'>;

/** A list, newest first, by filters on its fields. `of` says which field a filter looks at, where it is another one. */
const list =
	(
		name: ListName,
		filters: readonly string[],
		more: (query: URLSearchParams) => (held: object) => boolean = () => () => true,
	): Answer =>
	({ state, query, path }) => {
		const page = checkedPage(path, query, [...filters, ...createdFilters]);
		const created = createdFilter(query);
		const held: ReadonlyArray<{ readonly id: string }> = state.billing[name];
		const plain = filters.flatMap((filter) => {
			const wanted = query.get(filter);
			return wanted === null || filter === 'status' || filter === 'active' ? [] : [[filter, wanted] as const];
		});
		return page(
			held.filter((one) => {
				const fields = one as Readonly<Record<string, unknown>>;
				const madeAt = typeof fields.created === 'number' ? fields.created : Number(fields.date ?? 0);
				return (
					created({ created: madeAt }) && plain.every(([field, wanted]) => fields[field] === wanted) && more(query)(one)
				);
			}),
		);
	};

const get =
	(name: ListName, what: string): Answer =>
	({ state, id }) =>
		find<{ readonly id: string }>(state.billing[name], what, id);

const byStatus = (query: URLSearchParams) => (held: object) => {
	const wanted = query.get('status');
	return wanted === null || wanted === 'all' || ('status' in held && held.status === wanted);
};
/** Without a status, cancelled subscriptions are left out (docs, list subscriptions). */
const subscriptionStatus = (query: URLSearchParams) => (held: object) =>
	query.get('status') === null ? !('status' in held && held.status === 'canceled') : byStatus(query)(held);
const byActive = (query: URLSearchParams) => (held: object) => {
	const wanted = query.get('active');
	return wanted === null || ('active' in held && String(held.active) === wanted);
};

/** What Stripe answers, by method and path. */
export const routes: ReadonlyMap<string, Answer> = new Map<string, Answer>([
	['POST customers', ({ state, form }) => customers.create(state, form())],
	['GET customers', list('customers', ['email'])],
	['GET customers/search', ({ state, query, path }) => customers.search(state, query, path)],
	['GET customers/id', get('customers', 'customer')],
	['POST customers/id', ({ state, id, form }) => customers.update(state, id, form())],
	['GET payment_methods', ({ state, query, path }) => paymentMethods.list(state, query, path)],
	['GET payment_methods/id', get('paymentMethods', 'PaymentMethod')],
	['POST payment_methods/id/attach', ({ state, id, form }) => paymentMethods.attach(state, id, form())],
	['POST payment_methods/id/detach', ({ state, id }) => paymentMethods.detach(state, id)],
	['POST payment_intents', ({ state, form }) => paymentIntents.create(state, form())],
	['GET payment_intents', list('paymentIntents', ['customer'])],
	['POST payment_intents/id/cancel', ({ state, id, form }) => paymentIntents.cancel(state, id, form())],
	['POST refunds', ({ state, form }) => refunds.create(state, form())],
	['GET refunds', list('refunds', ['payment_intent', 'charge'])],
	['GET refunds/id', get('refunds', 'refund')],
	['GET disputes', list('disputes', ['payment_intent', 'charge'])],
	['GET balance_transactions', ({ state, query, path }) => balanceTransactions(state, query, path)],
	['POST invoices', ({ state, form }) => invoices.create(state, form())],
	['GET invoices', list('invoices', ['customer', 'status'], byStatus)],
	['POST invoices/id/finalize', ({ state, id, form }) => invoices.finalize(state, id, form())],
	['POST invoices/id/send', ({ state, id }) => invoices.send(state, id)],
	['POST invoices/id/pay', ({ state, id, form }) => invoices.pay(state, id, form())],
	['POST invoices/id/void', ({ state, id }) => invoices.void(state, id)],
	['POST invoices/id/mark_uncollectible', ({ state, id }) => invoices.markUncollectible(state, id)],
	['DELETE invoices/id', ({ state, id }) => invoices.remove(state, id)],
	['POST invoiceitems', ({ state, form }) => invoiceItems.create(state, form())],
	['GET invoiceitems', list('invoiceItems', ['customer', 'invoice'])],
	['GET invoiceitems/id', get('invoiceItems', 'invoiceitem')],
	['DELETE invoiceitems/id', ({ state, id }) => invoiceItems.remove(state, id)],
	['GET prices', list('prices', ['active', 'currency', 'type'], byActive)],
	['GET prices/id', get('prices', 'price')],
	['POST subscriptions', ({ state, form }) => subscriptions.create(state, form())],
	['GET subscriptions', list('subscriptions', ['customer', 'status'], subscriptionStatus)],
	['GET subscriptions/id', get('subscriptions', 'subscription')],
	['POST subscriptions/id', ({ state, id, form }) => subscriptions.update(state, id, form())],
	['DELETE subscriptions/id', ({ state, id }) => subscriptions.cancel(state, id)],
	['POST subscriptions/id/resume', ({ state, id, form }) => subscriptions.resume(state, id, form())],
	['POST payment_links', ({ state, form }) => paymentLinks.create(state, form())],
	['GET payment_links', list('paymentLinks', ['active'], byActive)],
	['GET payment_links/id', get('paymentLinks', 'payment link')],
	['POST payment_links/id', ({ state, id, form }) => paymentLinks.update(state, id, form())],
	['POST billing_portal/sessions', ({ state, form }) => portal.create(state, form())],
	['POST billing/meters', ({ state, form }) => meters.create(state, form())],
	['GET billing/meters', list('meters', ['status'], byStatus)],
	['GET billing/meters/id', get('meters', 'billing.meter')],
	['POST billing/meters/id/deactivate', ({ state, id }) => meters.switch(state, id, false)],
	['POST billing/meters/id/reactivate', ({ state, id }) => meters.switch(state, id, true)],
	['POST billing/meter_events', ({ state, form }) => meterEvents.create(state, form())],
	['POST billing/meter_event_adjustments', ({ state, form }) => meterEvents.adjust(state, form())],
]);
