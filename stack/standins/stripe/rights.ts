import type { StandinRequest } from '../shared';
import { lackingPermission } from './errors';
import type { StripeState } from './state';

/**
 * The permission of a restricted key that each resource asks for, without `_read` or `_write`: those that Stripe's
 * refusals name in public reports (st-paywall#36, stripe-cli#570, AVideo#8516), and the list that PostHog's source for
 * Stripe keeps. Refunds ride on charges there; others name a `rak_refund` of its own. For meter events nobody names one:
 * the meter's is played. Whoever expands the source of a balance transaction needs
 * a right of its own (airbyte#16953).
 */
const permissions: Readonly<Record<string, string>> = {
	customers: 'rak_customer',
	payment_methods: 'rak_payment_method',
	payment_intents: 'rak_payment_intent',
	charges: 'rak_charge',
	refunds: 'rak_charge',
	disputes: 'rak_dispute',
	balance_transactions: 'rak_balance_transaction_source',
	invoices: 'rak_invoice',
	invoice_payments: 'rak_invoice',
	invoiceitems: 'rak_invoice_item',
	prices: 'rak_plan',
	subscriptions: 'rak_subscription',
	'checkout/sessions': 'rak_checkout_session',
	payment_links: 'rak_payment_links',
	'billing_portal/sessions': 'rak_customer_portal',
	'billing/meters': 'rak_billing_meter',
	'billing/meter_events': 'rak_billing_meter',
	'billing/meter_event_adjustments': 'rak_billing_meter',
	events: 'rak_event',
};

/** Refuses a restricted key that a test took a permission from. A secret key has all of them. */
export function checkPermission(
	{ headers, method }: StandinRequest,
	{ lacking = [] }: Partial<StripeState>,
	resource: string,
): void {
	const right = permissions[resource];
	const needed = right && `${right}_${method === 'GET' ? 'read' : 'write'}`;
	const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
	if (needed !== undefined && key.startsWith('rk_') && lacking.includes(needed)) throw lackingPermission(key, needed);
}
