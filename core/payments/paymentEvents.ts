import { z } from 'zod';
import type { Transaction } from '../db/store';

export const providers = ['stripe', 'paypal'] as const;
export type Provider = (typeof providers)[number];

/** What an event says of whom and what it pays for: the pack's own codes, as they were given to the provider. */
export const eventReferences = z.object({
	order: z.string().optional(),
	customer: z.string().optional(),
	plan: z.string().optional(),
	domain: z.string().optional(),
	invoice: z.string().optional(),
	providerCustomer: z.string().optional(),
	/** The provider's own ids of the invoice and of the subscription that were paid. */
	providerInvoice: z.string().optional(),
	providerSubscription: z.string().optional(),
	/** How a dispute ended: lost where the money is gone. */
	disputeOutcome: z.enum(['won', 'lost']).optional(),
});
export type EventReferences = Readonly<z.infer<typeof eventReferences>>;

/** An event of a payment provider as it is kept, without its body. */
export const paymentEventRow = z.object({
	paymentEventId: z.uuid(),
	provider: z.enum(providers),
	eventId: z.string(),
	kind: z.string(),
	paymentReference: z.string().nullable(),
	amountMinor: z.number().nullable(),
	currency: z.string().nullable(),
	references: eventReferences,
	payer: z.object({ name: z.string().optional(), email: z.string().optional() }),
	occurredAt: z.date(),
	customerId: z.uuid().nullable(),
	receivedAt: z.date(),
	/** How often it was handed out again because nobody had processed it. */
	attempts: z.number(),
	processedAt: z.date().nullable(),
	outcome: z.string().nullable(),
});
export type StoredPaymentEvent = Readonly<z.infer<typeof paymentEventRow>>;

const columns = `id as payment_event_id, provider, event_id, kind, payment_reference,
	amount_minor, currency, event_references as references, payer, occurred_at,
	customer_id, received_at, attempts, processed_at, outcome`;

/** A verified event as it is first written down. */
export interface NewPaymentEvent {
	readonly provider: Provider;
	readonly eventId: string;
	readonly kind: string;
	readonly paymentReference: string | null;
	readonly amountMinor: number | null;
	readonly currency: string | null;
	readonly references: EventReferences;
	readonly payer: StoredPaymentEvent['payer'];
	/** ISO 8601. */
	readonly occurredAt: string;
	readonly raw: Readonly<Record<string, unknown>>;
}

/** Stores an event under its provider and event id; undefined where it is there already. */
export async function insertPaymentEvent(
	transaction: Transaction,
	event: NewPaymentEvent,
): Promise<string | undefined> {
	const inserted = await transaction.row(
		z.object({ id: z.uuid() }),
		`insert into msp.payment_event (provider, event_id, kind, payment_reference, amount_minor, currency,
			event_references, payer, occurred_at, raw)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (provider, event_id) do nothing returning id`,
		[
			event.provider,
			event.eventId,
			event.kind,
			event.paymentReference,
			event.amountMinor,
			event.currency,
			JSON.stringify(event.references),
			JSON.stringify(event.payer),
			event.occurredAt,
			JSON.stringify(event.raw),
		],
	);
	return inserted?.id;
}

/** Counts deliveries that were refused at the door, under today and their reason. */
export async function countRejections(
	transaction: Transaction,
	provider: Provider,
	reason: string,
	count: number,
): Promise<void> {
	await transaction.run(
		`insert into msp.payment_event_rejection (provider, reason, count) values ($1, $2, $3)
		on conflict (day, provider, reason) do update
			set count = payment_event_rejection.count + excluded.count, last_at = now()`,
		[provider, reason, count],
	);
}

export async function findPaymentEvent(
	transaction: Transaction,
	paymentEventId: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(paymentEventRow, `select ${columns} from msp.payment_event where id = $1`, [
		paymentEventId,
	]);
}

/** What a payment is called whose event names none: it is one of its own. */
const ownPayment = 'event:';

/** By what a payment is known: the provider's ID of it, or one made of the only event that tells of it. */
export function referenceOf({ paymentReference, eventId }: StoredPaymentEvent): string {
	return paymentReference ?? `${ownPayment}${eventId}`;
}

/** All that was heard of one payment, in the order in which it happened. */
export async function eventsOfPayment(
	transaction: Transaction,
	provider: Provider,
	paymentReference: string,
): Promise<StoredPaymentEvent[]> {
	const own = paymentReference.startsWith(ownPayment);
	return await transaction.rows(
		paymentEventRow,
		`select ${columns} from msp.payment_event where provider = $1 and ${own ? 'event_id' : 'payment_reference'} = $2
		order by occurred_at, event_id`,
		[provider, own ? paymentReference.slice(ownPayment.length) : paymentReference],
	);
}

/**
 * Takes up to `limit` events that nobody has processed and whose lease ran out, oldest first, and keeps others from
 * taking them: for two minutes at first, and twice as long each time, up to some hours.
 */
export async function claimUnprocessedEvents(transaction: Transaction, limit: number): Promise<StoredPaymentEvent[]> {
	return await transaction.rows(
		paymentEventRow,
		`update msp.payment_event set attempts = attempts + 1,
			lease_until = now() + interval '2 minutes' * 2 ^ least(attempts, 7)
		where id in (
			select id from msp.payment_event where processed_at is null and lease_until <= now()
			order by received_at limit $1 for update skip locked)
		returning ${columns}`,
		[limit],
	);
}

/** Records that nothing is left to do for an event. The first word on it stays; undefined where there is no such event. */
export async function markEventProcessed(
	transaction: Transaction,
	paymentEventId: string,
	outcome: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(
		paymentEventRow,
		`update msp.payment_event set processed_at = coalesce(processed_at, now()),
			outcome = case when processed_at is null then $2 else outcome end
		where id = $1 returning ${columns}`,
		[paymentEventId, outcome],
	);
}

/** Remembers whose event it is. */
export async function setEventCustomer(
	transaction: Transaction,
	paymentEventId: string,
	customerId: string,
): Promise<void> {
	await transaction.run(`update msp.payment_event set customer_id = $2 where id = $1 and customer_id is null`, [
		paymentEventId,
		customerId,
	]);
}

export interface PaymentEventFilter {
	readonly processed?: boolean;
	readonly provider?: Provider;
	readonly limit: number | null;
}

/** Newest first. */
export async function listPaymentEvents(
	transaction: Transaction,
	filter: PaymentEventFilter,
): Promise<StoredPaymentEvent[]> {
	return await transaction.rows(
		paymentEventRow,
		`select ${columns} from msp.payment_event
		where ($1::boolean is null or (processed_at is not null) = $1) and ($2::text is null or provider = $2)
		order by received_at desc, id limit $3`,
		[filter.processed ?? null, filter.provider ?? null, filter.limit],
	);
}

const rejectionRow = z.object({
	/** YYYY-MM-DD. */
	day: z.string(),
	provider: z.string(),
	reason: z.string(),
	count: z.number(),
	lastAt: z.date(),
});
export type Rejection = Readonly<z.infer<typeof rejectionRow>>;

/** What was refused at the door in the last `days` days: how often, and why. */
export async function listRejections(transaction: Transaction, days: number): Promise<Rejection[]> {
	return await transaction.rows(
		rejectionRow,
		`select day, provider, reason, count, last_at from msp.payment_event_rejection
		where day > current_date - $1::integer order by day desc, provider, reason`,
		[days],
	);
}
