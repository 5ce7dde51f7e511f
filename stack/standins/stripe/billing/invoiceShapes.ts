import { newId } from '../errors';
import { base, nulls, now, pages, type Customer, type Metadata, type PaymentIntent } from './shapes';

/* Invoices, prices and subscriptions as Stripe shows them. */

export const invoiceShape = (customer: Customer, currency: string) => {
	const { id, created, livemode } = base('in');
	return {
		...nulls(`account_country account_name account_tax_ids application automatically_finalizes_at billing_reason
			custom_fields customer_account customer_address customer_phone customer_shipping customer_tax_exempt
			default_payment_method default_source effective_at ending_balance footer from_invoice last_finalization_error
			latest_revision next_payment_attempt on_behalf_of receipt_number rendering shipping_cost shipping_details
			statement_descriptor subtotal_excluding_tax test_clock total_discount_amounts total_excluding_tax
			total_pretax_credit_amounts webhooks_delivered_at`),
		id,
		object: 'invoice',
		created,
		livemode,
		amount_due: 0,
		amount_overpaid: 0,
		amount_paid: 0,
		amount_paid_off_stripe: 0,
		amount_remaining: 0,
		amount_shipping: 0,
		attempt_count: 0,
		attempted: false,
		auto_advance: false,
		automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
		billing_reason: 'manual',
		collection_method: 'charge_automatically',
		currency,
		customer: customer.id,
		customer_email: customer.email,
		customer_name: customer.name,
		customer_tax_ids: [],
		default_tax_rates: [],
		description: null as string | null,
		discounts: [],
		due_date: null as number | null,
		hosted_invoice_url: null as string | null,
		invoice_pdf: null as string | null,
		issuer: { type: 'self' },
		lines: { object: 'list', data: [] as object[], has_more: false, url: `/v1/invoices/${id}/lines` },
		metadata: {} as Metadata,
		number: null as string | null,
		parent: null as object | null,
		payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
		period_end: created,
		period_start: created,
		post_payment_credit_notes_amount: 0,
		pre_payment_credit_notes_amount: 0,
		starting_balance: 0,
		status: 'draft',
		status_transitions: {
			finalized_at: null as number | null,
			marked_uncollectible_at: null as number | null,
			paid_at: null as number | null,
			voided_at: null as number | null,
		},
		subtotal: 0,
		total: 0,
		total_taxes: [],
	};
};
export type Invoice = ReturnType<typeof invoiceShape>;
export const hostedInvoice = (id: string) => ({
	hosted_invoice_url: `${pages}/i/${id}`,
	invoice_pdf: `${pages}/i/${id}/pdf`,
});

export const invoiceItemShape = (customer: string, amount: number, currency: string) => ({
	...nulls('customer_account discounts parent pricing tax_rates test_clock'),
	id: newId('ii'),
	object: 'invoiceitem',
	livemode: false,
	amount,
	currency,
	customer,
	date: now(),
	description: null as string | null,
	discountable: true,
	invoice: null as string | null,
	metadata: {} as Metadata,
	period: { end: now(), start: now() },
	proration: false,
	quantity: 1,
	quantity_decimal: '1',
});
export type InvoiceItem = ReturnType<typeof invoiceItemShape>;

export const lineShape = (item: Pick<InvoiceItem, 'amount' | 'currency' | 'description' | 'invoice'>) => ({
	...nulls('discount_amounts parent pretax_credit_amounts pricing quantity_decimal subscription taxes'),
	id: newId('il'),
	object: 'line_item',
	livemode: false,
	amount: item.amount,
	currency: item.currency,
	description: item.description,
	discountable: true,
	discounts: [],
	invoice: item.invoice,
	metadata: {},
	period: { end: now(), start: now() },
	quantity: 1,
	subtotal: item.amount,
});

export const invoicePaymentShape = (invoice: Invoice, intent: PaymentIntent) => ({
	...base('inpay'),
	object: 'invoice_payment',
	amount_paid: intent.amount,
	amount_requested: intent.amount,
	currency: intent.currency,
	invoice: invoice.id,
	is_default: true,
	payment: { type: 'payment_intent', payment_intent: intent.id },
	status: 'paid',
	status_transitions: { canceled_at: null, paid_at: now() },
});

export const priceShape = (unitAmount: number, currency: string, interval: string | null) => ({
	...nulls('custom_unit_amount lookup_key tax_behavior tiers_mode transform_quantity'),
	...base('price'),
	object: 'price',
	active: true,
	billing_scheme: 'per_unit',
	currency,
	metadata: {},
	nickname: null as string | null,
	product: newId('prod'),
	recurring: interval && {
		interval,
		interval_count: 1,
		meter: null,
		trial_period_days: null,
		usage_type: 'licensed',
	},
	type: interval ? 'recurring' : 'one_time',
	unit_amount: unitAmount,
	unit_amount_decimal: String(unitAmount),
});
export type Price = ReturnType<typeof priceShape>;

export const subscriptionItemShape = (subscription: string, price: Price, quantity: number) => ({
	...nulls('billing_thresholds current_trial tax_rates'),
	id: newId('si'),
	object: 'subscription_item',
	created: now(),
	// Since 2025-03-31 the period is the item's.
	current_period_end: now() + 30 * 86_400,
	current_period_start: now(),
	discounts: [],
	metadata: {},
	plan: {},
	price,
	quantity,
	subscription,
});

export const subscriptionShape = (customer: string, currency: string) => {
	const { id, ...rest } = base('sub');
	return {
		...nulls(`application application_fee_percent billing_cycle_anchor_config billing_thresholds cancellation_details
			customer_account days_until_due default_source description managed_payments next_pending_invoice_item_invoice
			on_behalf_of pause_collection payment_settings pending_invoice_item_interval pending_setup_intent pending_update
			schedule test_clock transfer_data trial_end trial_settings trial_start`),
		...rest,
		id,
		object: 'subscription',
		automatic_tax: { disabled_reason: null, enabled: false, liability: null },
		billing_cycle_anchor: now(),
		billing_mode: { flexible: null, type: 'classic' },
		billing_schedules: [],
		cancel_at: null as number | null,
		cancel_at_period_end: false,
		canceled_at: null as number | null,
		collection_method: 'charge_automatically',
		currency,
		customer,
		default_payment_method: null as string | null,
		discounts: [],
		ended_at: null as number | null,
		invoice_settings: {
			account_tax_ids: null,
			custom_fields: null,
			description: null,
			footer: null,
			issuer: { type: 'self' },
		},
		items: {
			object: 'list',
			data: [] as Array<ReturnType<typeof subscriptionItemShape>>,
			has_more: false,
			url: `/v1/subscription_items?subscription=${id}`,
		},
		latest_invoice: null as string | null,
		metadata: {} as Metadata,
		start_date: now(),
		status: 'active',
	};
};
export type Subscription = ReturnType<typeof subscriptionShape>;
