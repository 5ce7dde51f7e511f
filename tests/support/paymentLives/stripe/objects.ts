/** The objects of Stripe with every required field of its specification (2026-10-28), before they are bent to a version. */

type Fields = Readonly<Record<string, unknown>>;

const nulls = (...names: readonly string[]): Record<string, null> =>
	Object.fromEntries(names.map((name) => [name, null]));

const noAddress = { address: null, email: null, name: null, phone: null, tax_id: null };

export function chargeFields(fields: Fields): Record<string, unknown> {
	return {
		...nulls('application', 'application_fee', 'application_fee_amount', 'balance_transaction'),
		...nulls(
			'calculated_statement_descriptor',
			'customer',
			'description',
			'failure_balance_transaction',
			'failure_code',
		),
		...nulls('failure_message', 'on_behalf_of', 'outcome', 'payment_method', 'payment_method_details', 'receipt_email'),
		...nulls(
			'receipt_number',
			'receipt_url',
			'review',
			'shipping',
			'source',
			'source_transfer',
			'statement_descriptor',
		),
		...nulls('statement_descriptor_suffix', 'transfer_data', 'transfer_group'),
		object: 'charge',
		billing_details: noAddress,
		disputed: false,
		fraud_details: {},
		livemode: false,
		metadata: {},
		refunded: false,
		amount_refunded: 0,
		...fields,
	};
}

export function intentFields(fields: Fields): Record<string, unknown> {
	return {
		...nulls('allowed_payment_method_types', 'application', 'application_fee_amount', 'automatic_payment_methods'),
		...nulls('canceled_at', 'cancellation_reason', 'client_secret', 'customer', 'customer_account', 'description'),
		...nulls('excluded_payment_method_types', 'last_payment_error', 'latest_charge', 'managed_payments', 'next_action'),
		...nulls('on_behalf_of', 'payment_method', 'payment_method_configuration_details', 'payment_method_options'),
		...nulls('payment_record', 'processing', 'receipt_email', 'review', 'setup_future_usage', 'shipping', 'source'),
		...nulls('statement_descriptor', 'statement_descriptor_suffix', 'transfer_group'),
		object: 'payment_intent',
		amount_capturable: 0,
		amount_received: 0,
		capture_method: 'automatic',
		confirmation_method: 'automatic',
		livemode: false,
		metadata: {},
		payment_method_types: ['card'],
		...fields,
	};
}

export function invoiceFields(fields: Fields): Record<string, unknown> {
	return {
		...nulls('account_country', 'account_name', 'account_tax_ids', 'application', 'automatically_finalizes_at'),
		...nulls('custom_fields', 'customer_account', 'customer_address', 'customer_email', 'customer_name'),
		...nulls('customer_phone', 'customer_shipping', 'customer_tax_exempt', 'default_payment_method', 'default_source'),
		...nulls('description', 'due_date', 'effective_at', 'footer', 'from_invoice', 'last_finalization_error'),
		...nulls('latest_revision', 'next_payment_attempt', 'number', 'on_behalf_of', 'parent', 'receipt_number'),
		...nulls('rendering', 'shipping_cost', 'shipping_details', 'statement_descriptor', 'subtotal_excluding_tax'),
		...nulls('test_clock', 'total_excluding_tax', 'total_pretax_credit_amounts', 'webhooks_delivered_at'),
		object: 'invoice',
		amount_overpaid: 0,
		amount_shipping: 0,
		attempted: false,
		automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
		collection_method: 'charge_automatically',
		default_tax_rates: [],
		discounts: [],
		issuer: { type: 'self' },
		livemode: false,
		metadata: {},
		payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
		post_payment_credit_notes_amount: 0,
		pre_payment_credit_notes_amount: 0,
		status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
		...fields,
	};
}

export function sessionFields(fields: Fields): Record<string, unknown> {
	return {
		...nulls('after_expiration', 'allow_promotion_codes', 'allowed_payment_method_types', 'billing_address_collection'),
		...nulls('cancel_url', 'client_reference_id', 'client_secret', 'collected_information', 'consent'),
		...nulls('consent_collection', 'currency_conversion', 'customer', 'customer_account', 'customer_creation'),
		...nulls('customer_email', 'discounts', 'integration_identifier', 'invoice', 'invoice_creation', 'locale'),
		...nulls('managed_payments', 'origin_context', 'payment_intent', 'payment_link', 'payment_method_collection'),
		...nulls('payment_method_configuration_details', 'payment_method_options', 'permissions', 'recovered_from'),
		...nulls('saved_payment_method_options', 'setup_intent', 'shipping_address_collection', 'shipping_cost'),
		...nulls('submit_type', 'subscription', 'success_url', 'ui_mode', 'url', 'wallet_options'),
		object: 'checkout.session',
		adaptive_pricing: { enabled: false },
		automatic_tax: { enabled: false, liability: null, provider: null, status: null },
		custom_fields: [],
		custom_text: nulls('after_submit', 'shipping_address', 'submit', 'terms_of_service_acceptance'),
		customer_details: {
			...nulls('address', 'business_name', 'individual_name', 'phone'),
			email: 'buyer@shop.example',
			name: 'A. Buyer',
			tax_exempt: 'none',
			tax_ids: [],
		},
		livemode: false,
		metadata: {},
		payment_method_types: ['card'],
		shipping_options: [],
		status: 'complete',
		...fields,
	};
}

export function refundFields(fields: Fields): Record<string, unknown> {
	return {
		...nulls('balance_transaction', 'customer', 'customer_account', 'payment_method', 'reason', 'receipt_number'),
		...nulls('source_transfer_reversal', 'transfer_reversal'),
		object: 'refund',
		metadata: {},
		...fields,
	};
}

export function disputeFields(fields: Fields): Record<string, unknown> {
	return {
		object: 'dispute',
		balance_transactions: [],
		enhanced_eligibility_types: [],
		evidence: {
			...nulls('access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure'),
			...nulls('cancellation_rebuttal', 'customer_communication', 'customer_email_address', 'customer_name'),
			...nulls('customer_purchase_ip', 'customer_signature', 'duplicate_charge_documentation'),
			...nulls('duplicate_charge_explanation', 'duplicate_charge_id', 'product_description', 'receipt'),
			...nulls('refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation', 'service_date'),
			...nulls('service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date'),
			...nulls('shipping_documentation', 'shipping_tracking_number', 'uncategorized_file', 'uncategorized_text'),
			enhanced_evidence: {},
		},
		evidence_details: {
			due_by: null,
			enhanced_eligibility: {},
			has_evidence: false,
			past_due: false,
			submission_count: 0,
			submission_method: 'not_submitted',
		},
		intended_submission_method: 'manual',
		is_charge_refundable: false,
		livemode: false,
		metadata: {},
		reason: 'general',
		...fields,
	};
}

export function invoicePaymentFields(fields: Fields): Record<string, unknown> {
	return { object: 'invoice_payment', is_default: true, livemode: false, ...fields };
}
