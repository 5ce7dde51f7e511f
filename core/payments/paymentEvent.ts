import { z } from 'zod';
import { eventReferences, providers } from './paymentEvents';

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

/** A verified event of a payment provider, in the words of the back office. */
export const paymentEvent = z.object({
	provider: z.enum(providers),
	/** The provider's own id of the event: the same for every delivery of it. */
	eventId: z.string().min(1).max(255),
	/** The provider's own word, such as `checkout.session.completed`. */
	type: z.string().min(1).max(255),
	kind: z.enum(paymentEventKinds),
	/**
	 * The provider's id of the payment, the same in all its events: Stripe's payment intent, and without one the
	 * invoice, session or charge; PayPal's capture or sale. A refund or dispute names the payment that it is about.
	 */
	paymentReference: z.string().nullable(),
	/**
	 * In minor units of ISO 4217. For `refunded` what has been refunded of the payment so far; where the provider
	 * tells about one refund only (Stripe's `refund.*`), that refund's amount, so at least this much.
	 */
	amountMinor: z.number().int().nullable(),
	/** ISO 4217, upper case. */
	currency: z.string().nullable(),
	references: eventReferences,
	payer: z.object({ name: z.string().optional(), email: z.string().optional() }),
	/** When the provider says that it happened, ISO 8601 in UTC. */
	occurredAt: z.iso.datetime(),
	/** The event as it was sent, without what opens doors: client secrets and tokens. */
	raw: z.record(z.string(), z.unknown()),
});
export type PaymentEvent = Readonly<z.infer<typeof paymentEvent>>;

/** What one kind of event says, before it is joined with what all events say. */
export type Reading = Pick<
	PaymentEvent,
	'kind' | 'paymentReference' | 'amountMinor' | 'currency' | 'references' | 'payer'
>;

export const ignored: Reading = {
	kind: 'ignored',
	paymentReference: null,
	amountMinor: null,
	currency: null,
	references: {},
	payer: {},
};
