import { newId } from '../errors';

/*
 * The objects as Stripe shows them. The fields are those of its API version 2026-10-28 (the typings of its npm package
 * `stripe` 23.1.0): each is there, also when it has no value.
 */

/** Fields that have no value. */
export const nulls = (words: string): Record<string, unknown> =>
	Object.fromEntries(words.split(/\s+/).map((name) => [name, null]));

/** Seconds, as Stripe counts time. */
export const now = (): number => Math.floor(Date.now() / 1000);

export type Metadata = Record<string, string>;
export const base = (prefix: string) => ({ id: newId(prefix), created: now(), livemode: false });
/** Where Stripe's own pages are. */
export const pages = 'https://stripe.example';

export const customerShape = () => ({
	...nulls('default_source shipping'),
	...base('cus'),
	object: 'customer',
	balance: 0,
	currency: null as string | null,
	delinquent: false,
	description: null as string | null,
	email: null as string | null,
	name: null as string | null,
	phone: null as string | null,
	invoice_settings: {
		custom_fields: null,
		default_payment_method: null as string | null,
		footer: null,
		rendering_options: null,
	},
	metadata: {} as Metadata,
	preferred_locales: [] as string[],
	tax_exempt: 'none',
});
export type Customer = ReturnType<typeof customerShape>;

export const paymentMethodShape = (last4: string, brand = 'visa') => ({
	...nulls('customer_account'),
	...base('pm'),
	object: 'payment_method',
	allow_redisplay: 'unspecified',
	billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
	card: {
		...nulls('checks generated_from networks regulated_status three_d_secure_usage wallet'),
		brand,
		country: 'BE',
		display_brand: brand,
		exp_month: 12,
		exp_year: 2034,
		fingerprint: 'Xt5EWLLDS7FJjR1c',
		funding: 'credit',
		last4,
	},
	customer: null as string | null,
	metadata: {} as Metadata,
	type: 'card',
});
export type PaymentMethod = ReturnType<typeof paymentMethodShape>;

export const paymentIntentShape = (amount: number, currency: string) => {
	const { id, ...rest } = base('pi');
	return {
		...nulls(`allowed_payment_method_types application application_fee_amount automatic_payment_methods
			cancellation_reason customer_account description excluded_payment_method_types managed_payments
			on_behalf_of payment_method_configuration_details payment_method_options payment_record processing receipt_email
			review setup_future_usage shipping source statement_descriptor statement_descriptor_suffix transfer_group`),
		...rest,
		id,
		object: 'payment_intent',
		amount,
		amount_capturable: 0,
		amount_received: 0,
		canceled_at: null as number | null,
		capture_method: 'automatic',
		client_secret: `${id}_secret_canary`,
		confirmation_method: 'automatic',
		currency,
		customer: null as string | null,
		last_payment_error: null as object | null,
		latest_charge: null as string | null,
		metadata: {} as Metadata,
		next_action: null as object | null,
		payment_method: null as string | null,
		payment_method_types: ['card'],
		status: 'requires_payment_method',
	};
};
export type PaymentIntent = ReturnType<typeof paymentIntentShape>;

export const chargeShape = (intent: PaymentIntent) => ({
	...nulls(`application application_fee application_fee_amount balance_transaction calculated_statement_descriptor
		description failure_balance_transaction fraud_details on_behalf_of outcome payment_method_details receipt_email
		receipt_number receipt_url review shipping source source_transfer statement_descriptor statement_descriptor_suffix
		transfer_data transfer_group`),
	...base('ch'),
	object: 'charge',
	amount: intent.amount,
	amount_captured: intent.amount,
	amount_refunded: 0,
	billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
	captured: true,
	currency: intent.currency,
	customer: intent.customer,
	disputed: false,
	failure_code: null as string | null,
	failure_message: null as string | null,
	metadata: { ...intent.metadata },
	paid: true,
	payment_intent: intent.id,
	payment_method: intent.payment_method,
	refunded: false,
	status: 'succeeded',
});
export type Charge = ReturnType<typeof chargeShape>;

export const refundShape = (amount: number, charge: Charge) => ({
	...nulls('balance_transaction customer_account receipt_number source_transfer_reversal transfer_reversal'),
	...base('re'),
	object: 'refund',
	amount,
	charge: charge.id,
	currency: charge.currency,
	customer: charge.customer,
	metadata: {} as Metadata,
	payment_intent: charge.payment_intent,
	payment_method: charge.payment_method,
	reason: null as string | null,
	status: 'succeeded',
});
export type Refund = ReturnType<typeof refundShape>;

export const disputeShape = (charge: Charge, amount: number) => ({
	...base('dp'),
	object: 'dispute',
	intended_submission_method: 'manual',
	amount,
	balance_transactions: [],
	charge: charge.id,
	currency: charge.currency,
	enhanced_eligibility_types: [],
	// Nothing was handed in: each field of it is null.
	evidence: {
		...nulls(`access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
			cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip
			customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id
			product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date
			service_documentation shipping_address shipping_carrier shipping_date shipping_documentation
			shipping_tracking_number uncategorized_file uncategorized_text`),
		enhanced_evidence: {},
	},
	evidence_details: {
		due_by: null,
		enhanced_eligibility: {},
		has_evidence: false,
		past_due: false,
		submission_count: 0,
		submission_method: 'manual',
	},
	is_charge_refundable: false,
	metadata: {} as Metadata,
	payment_intent: charge.payment_intent,
	reason: 'fraudulent',
	status: 'needs_response',
});
export type Dispute = ReturnType<typeof disputeShape>;

export const meterShape = (displayName: string, eventName: string) => ({
	...base('mtr'),
	object: 'billing.meter',
	customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
	default_aggregation: { formula: 'sum' },
	display_name: displayName,
	event_name: eventName,
	event_time_window: null as string | null,
	status: 'active',
	status_transitions: { deactivated_at: null as number | null },
	updated: now(),
	value_settings: { event_payload_key: 'value' },
});
export type Meter = ReturnType<typeof meterShape>;

export const portalShape = (customer: string) => ({
	...nulls('customer_account flow locale on_behalf_of'),
	...base('bps'),
	object: 'billing_portal.session',
	configuration: 'bpc_1standin',
	customer,
	return_url: null as string | null,
	url: `${pages}/p/session/${newId('live')}`,
});

export const paymentLinkShape = (currency: string) => {
	const { id, livemode } = base('plink');
	return {
		...nulls(`application application_fee_amount application_fee_percent consent_collection custom_text inactive_message
			invoice_creation name_collection on_behalf_of optional_items payment_intent_data restrictions
			shipping_address_collection subscription_data transfer_data`),
		id,
		livemode,
		object: 'payment_link',
		active: true,
		after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: null } },
		allow_promotion_codes: false,
		automatic_tax: { enabled: false, liability: null },
		billing_address_collection: 'auto',
		currency,
		custom_fields: [],
		customer_creation: 'if_required',
		metadata: {} as Metadata,
		payment_method_collection: 'always',
		payment_method_types: null,
		phone_number_collection: { enabled: false },
		shipping_options: [],
		submit_type: 'auto',
		tax_id_collection: { enabled: false, required: 'never' },
		url: `${pages}/b/${id}`,
	};
};
export type PaymentLink = ReturnType<typeof paymentLinkShape>;
