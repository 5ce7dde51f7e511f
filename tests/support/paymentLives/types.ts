/** One provider event, as its JSON body is parsed. */
export type ProviderEvent = Readonly<Record<string, unknown>>;

/** What the shop sold. The first invoice of the order asks for `priceMinor`. */
export interface SoldOrder {
	readonly orderReference: string;
	readonly customerCode: string;
	readonly planCode: string;
	readonly domain: string;
	/** In minor units of ISO 4217. */
	readonly priceMinor: number;
	/** In upper case. */
	readonly currency: string;
}

/** What the provider knows in the end about one payment. All amounts are minor units of ISO 4217. */
export interface MoneyTruth {
	/** The provider has nothing more to ask for: paid, coupon to zero, trial, credit balance, no payment required. */
	readonly settled: boolean;
	/** Everything that was paid, with tax, shipping and tip, through the provider or outside it. */
	readonly moneyMinor: number;
	/** The part of `moneyMinor` on top of the price: exclusive tax, shipping, tip. */
	readonly extraMinor: number;
	/** The part of the price that nobody pays: coupon, trial, credit balance. */
	readonly grantedMinor: number;
	/** The part of `moneyMinor` that did not go through the provider, such as cash for an invoice. */
	readonly outsideMinor: number;
	/** Refunds that succeeded and did not fail afterwards. */
	readonly refundedMinor: number;
	/** Disputes that were lost, and reversals. */
	readonly lostMinor: number;
	/** A dispute or an inquiry waits for its end. */
	readonly disputeOpen: boolean;
}

/** What GET requests to Stripe tell after the last event, in the newest API version. PayPal's are empty. */
export interface Lookups {
	/** `GET /v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=…` */
	readonly invoicePayments: Readonly<Record<string, readonly ProviderEvent[]>>;
	/** `GET /v1/checkout/sessions?payment_intent=…` */
	readonly sessions: Readonly<Record<string, readonly ProviderEvent[]>>;
	/** `GET /v1/payment_intents/{id}` */
	readonly paymentIntents: Readonly<Record<string, ProviderEvent>>;
	/** `GET /v1/charges/{id}` */
	readonly charges: Readonly<Record<string, ProviderEvent>>;
	/** `GET /v1/invoices/{id}` */
	readonly invoices: Readonly<Record<string, ProviderEvent>>;
}

/** How the buyer paid, for tests that want some kinds alone. */
export type LifeKind =
	'checkout' | 'checkout_with_invoice' | 'subscription' | 'intent' | 'capture' | 'authorization' | 'agreement';

/** A payment from its first event to its last, with the provider's own state in the end. */
export interface PaymentLife {
	readonly provider: 'stripe' | 'paypal';
	readonly kind: LifeKind;
	/** The version of the endpoint, which shapes all event bodies. */
	readonly apiVersion: string;
	readonly order: SoldOrder;
	/** Where the order is named. */
	readonly namedIn: 'metadata' | 'client_reference_id' | 'custom_id' | 'invoice_id';
	/** In the order in which they happened, with rising times. Several may share a second. */
	readonly events: readonly ProviderEvent[];
	readonly lookups: Lookups;
	readonly truth: { readonly first: MoneyTruth; readonly renewals: readonly MoneyTruth[] };
	/**
	 * False if some money went back under an ID that no event and no look-up joins to the payment. The books cannot be
	 * right then; a person has to be told.
	 */
	readonly placeable: boolean;
	/** A public report of this case: `owner/repo#number`, and what happened there. */
	readonly report?: string;
}

export const noLookups: Lookups = { invoicePayments: {}, sessions: {}, paymentIntents: {}, charges: {}, invoices: {} };
