import { newId } from './errors';
import { apiVersion, type StripeEvent } from './state';

/** The product of a checkout of the pack, and its buyer. */
export interface Checkout {
	/** `client_reference_id`. */
	readonly order?: string;
	readonly customer?: string;
	readonly plan?: string;
	readonly domain?: string;
	readonly invoice?: string;
	/** In Stripe's minor units. */
	readonly amount: number;
	/** In upper or lower case. Stripe writes it in lower case. */
	readonly currency: string;
	readonly name?: string;
	readonly email?: string;
	/** The Stripe customer. */
	readonly stripeCustomer?: string;
}

/** Fields that a plain checkout does not use. Stripe shows them all the same. */
const absent = Object.fromEntries(
	[
		'allowed_payment_method_types',
		'collected_information',
		'consent',
		'consent_collection',
		'currency_conversion',
		'customer_account',
		'customer_creation',
		'discounts',
		'integration_identifier',
		'invoice_creation',
		'managed_payments',
		'origin_context',
		'payment_link',
		'payment_method_collection',
		'payment_method_configuration_details',
		'permissions',
		'recovered_from',
		'saved_payment_method_options',
		'setup_intent',
		'shipping_address_collection',
		'shipping_cost',
		'submit_type',
		'url',
		'wallet_options',
	].map((name) => [name, null]),
);

/** Makes a checkout session as Stripe shows it. It is open until the buyer pays. */
export function checkoutSession(checkout: Checkout, changes: Readonly<Record<string, unknown>> = {}) {
	const created = Math.floor(Date.now() / 1000);
	const { order, customer, plan, domain, invoice } = checkout;
	const metadata = { order, customer_code: customer, plan_code: plan, domain, invoice };
	return {
		...absent,
		id: `cs_test_${newId('a1').slice(3)}`,
		object: 'checkout.session',
		adaptive_pricing: { enabled: false },
		after_expiration: null,
		allow_promotion_codes: null,
		amount_subtotal: checkout.amount,
		amount_total: checkout.amount,
		automatic_tax: { enabled: false, liability: null, provider: null, status: null },
		billing_address_collection: null,
		cancel_url: 'https://shop.example/cancel',
		client_reference_id: order ?? null,
		client_secret: null,
		created,
		currency: checkout.currency.toLowerCase(),
		custom_fields: [],
		custom_text: {
			after_submit: null,
			shipping_address: null,
			submit: null,
			terms_of_service_acceptance: null,
		},
		customer: checkout.stripeCustomer ?? null,
		customer_details: {
			address: null,
			business_name: null,
			email: checkout.email ?? null,
			individual_name: null,
			name: checkout.name ?? null,
			phone: null,
			tax_exempt: 'none',
			tax_ids: [],
		},
		customer_email: null,
		expires_at: created + 86_400,
		invoice: null,
		livemode: false,
		locale: null,
		metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined)),
		mode: 'payment',
		payment_intent: null as string | null,
		payment_method_options: {},
		payment_method_types: ['card'],
		payment_status: 'unpaid',
		shipping_options: [],
		status: 'open',
		subscription: null,
		success_url: 'https://shop.example/thanks',
		total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
		ui_mode: 'hosted',
		...changes,
	};
}

/** Makes an event as Stripe sends it to an endpoint of the pack's API version. */
export function stripeEvent(
	type: string,
	object: Readonly<Record<string, unknown>>,
	changes: Partial<StripeEvent> = {},
): StripeEvent {
	return {
		id: newId('evt'),
		object: 'event',
		api_version: apiVersion,
		created: Math.floor(Date.now() / 1000),
		livemode: false,
		pending_webhooks: 1,
		request: { id: null, idempotency_key: null },
		type,
		data: { object },
		...changes,
	};
}

/** Makes the event that Stripe sends when the buyer of a checkout has paid. */
export function payCheckout(checkout: Checkout, changes: Partial<StripeEvent> = {}): StripeEvent {
	const paid = { status: 'complete', payment_status: 'paid', payment_intent: newId('pi') };
	return stripeEvent('checkout.session.completed', checkoutSession(checkout, paid), changes);
}

/**
 * Makes the event that Stripe sends after a refund of all or a part of a payment. `amountRefunded` counts all refunds
 * so far.
 */
export function refundPayment(paymentIntent: string, amount: number, amountRefunded: number, currency: string) {
	return stripeEvent('charge.refunded', {
		id: newId('ch'),
		object: 'charge',
		amount,
		amount_captured: amount,
		amount_refunded: amountRefunded,
		billing_details: { address: null, email: null, name: null, phone: null },
		captured: true,
		currency: currency.toLowerCase(),
		customer: null,
		livemode: false,
		metadata: {},
		paid: true,
		payment_intent: paymentIntent,
		refunded: amountRefunded >= amount,
		status: 'succeeded',
	});
}
