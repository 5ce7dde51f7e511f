import { z } from 'zod';
import { postalAddress } from '../kernel/postalAddress';

export const providers = ['stripe', 'paypal', 'invoiceninja'] as const;
export type Provider = (typeof providers)[number];

/** What an event means for the back office's money. */
export const paymentEventKinds = [
	'payment_succeeded',
	'payment_failed',
	/** The buyer has done their part and the money is not there yet. */
	'payment_pending',
	'refunded',
	/** A refund did not reach the buyer, and its money is back. */
	'refund_failed',
	'disputed',
	'dispute_closed',
	/** Nothing to do with money, or nothing that the pack knows. */
	'ignored',
] as const;
export type PaymentEventKind = (typeof paymentEventKinds)[number];

/** Who paid, and for what: the pack's own codes, as they were given to the provider, and the provider's own IDs. */
const eventReferences = z.object({
	order: z.string().optional(),
	customer: z.string().optional(),
	plan: z.string().optional(),
	domain: z.string().optional(),
	invoice: z.string().optional(),
	/** The ID of a payment request of the pack, which says what of the money is for which invoice. */
	paymentRequest: z.uuid().optional(),
	providerCustomer: z.string().optional(),
	/** The provider's own IDs of the invoice and of the subscription that were paid. */
	providerInvoice: z.string().optional(),
	providerSubscription: z.string().optional(),
});
export type EventReferences = Readonly<z.infer<typeof eventReferences>>;

/** What a payment as a whole pays of one invoice, in minor units. */
const paymentPart = z.object({
	/** The invoice's ID in the source: `<companyCode>:<id>`. */
	invoice: z.string(),
	/** What came in money. */
	amountMinor: z.number().int(),
	/** What it pays of the invoice: with the credit that was applied with it. */
	priceMinor: z.number().int(),
	/** What went back of the money. */
	refundedMinor: z.number().int(),
});
export type PaymentPart = Readonly<z.infer<typeof paymentPart>>;

/**
 * The state of a payment as a whole, from a provider that tells states and no events. Of several the last one counts: by when
 * it was changed, then by when that was read.
 */
const paymentSnapshot = z.object({
	state: z.enum(['completed', 'pending', 'failed', 'cancelled', 'deleted']),
	/** As many as a row of a payment may have: one event that cannot be read would hold all others up. */
	parts: z.array(paymentPart).max(10_000),
	/** What pays no invoice yet. */
	unappliedMinor: z.number().int(),
	/** What went back in all. */
	refundedMinor: z.number().int(),
	/** When that state was read, ISO 8601 in UTC. */
	readAt: z.iso.datetime(),
});
export type PaymentSnapshot = Readonly<z.infer<typeof paymentSnapshot>>;

/** What else an event says about its money. */
const eventDetail = z.object({
	/** How a dispute ended. The money is gone when it was lost. */
	disputeOutcome: z.enum(['won', 'lost']).optional(),
	/** What was refunded of the payment until then, the refund of this event included; in minor units. */
	refundedSoFarMinor: z.number().int().optional(),
	/** When the provider made the refund, ISO 8601 in UTC. */
	refundedAt: z.iso.datetime().optional(),
	/** The provider asked for no money, such as for a trial: it counts as settled. */
	nothingAsked: z.boolean().optional(),
	/** Whether it is the first payment of a subscription or a later one. */
	recurring: z.enum(['first', 'renewal']).optional(),
	/** The state of the whole payment, which makes earlier ones void. */
	snapshot: paymentSnapshot.optional(),
});
export type EventDetail = Readonly<z.infer<typeof eventDetail>>;

/** Who paid, as the provider has it. */
const payer = z.object({
	name: z.string().optional(),
	email: z.string().optional(),
	address: postalAddress.optional(),
	/** With its country, as an invoice shows it. */
	taxId: z.string().optional(),
});
export type Payer = Readonly<z.infer<typeof payer>>;

/** A verified event of a payment provider, in the words of the back office. */
export const paymentEvent = z.object({
	provider: z.enum(providers),
	/** The provider's own ID of the event. Every delivery of the event carries the same one. */
	eventId: z.string().min(1).max(255),
	/** The provider's own word, such as `checkout.session.completed`. */
	type: z.string().min(1).max(255),
	kind: z.enum(paymentEventKinds),
	/**
	 * The provider's ID of the payment, as this event knows it: Stripe's payment intent, and without one the invoice,
	 * session or charge; PayPal's capture or sale. A refund or dispute names the payment that it is about.
	 */
	paymentReference: z.string().nullable(),
	/** Every ID of the payment that the event knows: they are names of the same money, for good. */
	names: z.array(z.string().min(1).max(255)).max(100),
	/** The object that the amount is of. Amounts of several objects of one type add up, and of one object do not. */
	object: z.object({ type: z.string().min(1).max(40), id: z.string().min(1).max(255) }).nullable(),
	/**
	 * In minor units of ISO 4217. `disputed` carries what this dispute is about; `refunded` this refund, and where the object
	 * is the charge or the invoice, all refunds until then.
	 */
	amountMinor: z.number().int().nullable(),
	/**
	 * What the amount pays of the price: without tax, shipping and tips on top, with discounts and credit. Null when the
	 * event does not say, and then it is the amount.
	 */
	priceMinor: z.number().int().nullable(),
	/** ISO 4217, upper case. */
	currency: z.string().nullable(),
	references: eventReferences,
	detail: eventDetail,
	payer,
	/** When the provider says that it happened, ISO 8601 in UTC. */
	occurredAt: z.iso.datetime(),
	/** False for an event of the provider's test mode; null when the provider does not say. */
	live: z.boolean().nullable(),
	/** The connected account that it is of; null for the operator's own. */
	account: z.string().nullable(),
	/** The event as it was sent, without client secrets and tokens. */
	raw: z.record(z.string(), z.unknown()),
});
export type PaymentEvent = Readonly<z.infer<typeof paymentEvent>>;

/** What the object of an event says; the envelope says the rest. */
export type Reading = Omit<PaymentEvent, 'provider' | 'eventId' | 'type' | 'occurredAt' | 'live' | 'account' | 'raw'>;

export const ignored: Reading = {
	kind: 'ignored',
	paymentReference: null,
	names: [],
	object: null,
	amountMinor: null,
	priceMinor: null,
	currency: null,
	references: {},
	detail: {},
	payer: {},
};

/** What a payment request asks for one of its invoices. */
const askedPart = z.object({
	invoiceId: z.uuid(),
	invoiceNumber: z.string(),
	/** Of an invoice of Invoice Ninja: `<companyCode>:<id>`. */
	externalId: z.string().nullable(),
	amountMinor: z.number().int(),
});
export type AskedPart = Readonly<z.infer<typeof askedPart>>;

/** The event as it is stored, without its body. */
export const storedPaymentEvent = paymentEvent
	.omit({ type: true, raw: true, object: true, live: true, account: true })
	.extend({
		/** Look-ups may have added to them. */
		names: z.array(z.string()),
		paymentEventId: z.uuid(),
		objectType: z.string().nullable(),
		objectId: z.string().nullable(),
		occurredAt: z.date(),
		customerId: z.uuid().nullable(),
		/** The invoice that its payment was found to be for. */
		invoiceId: z.uuid().nullable(),
		receivedAt: z.date(),
		/** How often it was handed out again because nobody had processed it. */
		attempts: z.number(),
		processedAt: z.date().nullable(),
		outcome: z.string().nullable(),
		/** Who placed its payment by hand, and when. */
		placedBy: z.string().nullable(),
		placedAt: z.date().nullable(),
		/** When the provider delivered it once more after it had been dealt with. */
		resentAt: z.date().nullable(),
		/** What its payment request asks for, the oldest invoice first; absent where it names none, or was not asked for it. */
		asked: z.array(askedPart).nullish(),
	});
export type StoredPaymentEvent = Readonly<z.infer<typeof storedPaymentEvent>>;
