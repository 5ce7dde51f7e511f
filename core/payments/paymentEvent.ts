import { z } from 'zod';

export const providers = ['stripe', 'paypal'] as const;
export type Provider = (typeof providers)[number];

/** What an event means for the back office's money. */
export const paymentEventKinds = [
	'payment_succeeded',
	'payment_failed',
	/** The buyer has done their part and the money is not there yet. */
	'payment_pending',
	'refunded',
	'disputed',
	'dispute_closed',
	/** Nothing to do with money, or nothing that the pack knows. */
	'ignored',
] as const;
export type PaymentEventKind = (typeof paymentEventKinds)[number];

/** Who paid, and for what: the pack's own codes, as they were given to the provider. */
const eventReferences = z.object({
	order: z.string().optional(),
	customer: z.string().optional(),
	plan: z.string().optional(),
	domain: z.string().optional(),
	invoice: z.string().optional(),
	providerCustomer: z.string().optional(),
	/** The provider's own IDs of the invoice and of the subscription that were paid. */
	providerInvoice: z.string().optional(),
	providerSubscription: z.string().optional(),
	/** How a dispute ended. The money is gone when it was lost. */
	disputeOutcome: z.enum(['won', 'lost']).optional(),
});
export type EventReferences = Readonly<z.infer<typeof eventReferences>>;

/** A verified event of a payment provider, in the words of the back office. */
export const paymentEvent = z.object({
	provider: z.enum(providers),
	/** The provider's own ID of the event. Every delivery of the event carries the same one. */
	eventId: z.string().min(1).max(255),
	/** The provider's own word, such as `checkout.session.completed`. */
	type: z.string().min(1).max(255),
	kind: z.enum(paymentEventKinds),
	/**
	 * The provider's ID of the payment, the same in all its events: Stripe's payment intent, and without one the
	 * invoice, session or charge; PayPal's capture or sale. A refund or dispute names the payment that it is about.
	 */
	paymentReference: z.string().nullable(),
	/**
	 * In minor units of ISO 4217. `refunded` carries what has been refunded of the payment so far. Stripe's `refund.*`
	 * tell about one refund only: then it is that refund's amount, so at least this much.
	 */
	amountMinor: z.number().int().nullable(),
	/** ISO 4217, upper case. */
	currency: z.string().nullable(),
	references: eventReferences,
	payer: z.object({ name: z.string().optional(), email: z.string().optional() }),
	/** When the provider says that it happened, ISO 8601 in UTC. */
	occurredAt: z.iso.datetime(),
	/** The event as it was sent, without client secrets and tokens. */
	raw: z.record(z.string(), z.unknown()),
});
export type PaymentEvent = Readonly<z.infer<typeof paymentEvent>>;

/** What the object of an event says; the envelope says the rest. */
export type Reading = Omit<PaymentEvent, 'provider' | 'eventId' | 'type' | 'occurredAt' | 'raw'>;

export const ignored: Reading = {
	kind: 'ignored',
	paymentReference: null,
	amountMinor: null,
	currency: null,
	references: {},
	payer: {},
};

/** The event as it is stored, without its body. */
export const storedPaymentEvent = paymentEvent.omit({ type: true, raw: true }).extend({
	paymentEventId: z.uuid(),
	occurredAt: z.date(),
	customerId: z.uuid().nullable(),
	/** The invoice that its payment was found to be for. */
	invoiceId: z.uuid().nullable(),
	receivedAt: z.date(),
	/** How often it was handed out again because nobody had processed it. */
	attempts: z.number(),
	processedAt: z.date().nullable(),
	outcome: z.string().nullable(),
});
export type StoredPaymentEvent = Readonly<z.infer<typeof storedPaymentEvent>>;
