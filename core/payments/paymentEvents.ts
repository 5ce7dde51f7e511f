import { z } from 'zod';
import { json, type Transaction } from '../db';
import {
	providers,
	storedPaymentEvent,
	type PaymentEvent,
	type Provider,
	type StoredPaymentEvent,
} from './paymentEvent';
import { rejectionReasons, type RejectionReason } from './rejection';

const columns = `id as payment_event_id, provider, event_id, kind, payment_reference, amount_minor, currency,
	event_references as references, payer, occurred_at, customer_id, invoice_id, received_at, attempts,
	processed_at, outcome`;

/** Stores an event under its provider and event ID; undefined when it is there already. */
export async function insertPaymentEvent(transaction: Transaction, event: PaymentEvent): Promise<string | undefined> {
	const { provider, eventId, kind, paymentReference, amountMinor, currency, references, payer, occurredAt, raw } =
		event;
	const inserted = await transaction.row(
		z.object({ id: z.uuid() }),
		`insert into msp.payment_event (provider, event_id, kind, payment_reference, amount_minor, currency,
			event_references, payer, occurred_at, raw)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (provider, event_id) do nothing returning id`,
		[
			...[provider, eventId, kind, paymentReference, amountMinor, currency],
			...[json(references), json(payer), occurredAt, json(raw)],
		],
	);
	return inserted?.id;
}

export async function findPaymentEvent(
	transaction: Transaction,
	paymentEventId: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(storedPaymentEvent, `select ${columns} from msp.payment_event where id = $1`, [
		paymentEventId,
	]);
}

/** Marks a payment whose only event names no payment: the reference is made of the event's own ID. */
const ownPayment = 'event:';

/** The provider's ID of the payment that an event is about, or one made of the event. */
export function referenceOf({ paymentReference, eventId }: StoredPaymentEvent): string {
	return paymentReference ?? `${ownPayment}${eventId}`;
}

/** A payment among all payments: two providers may give the same reference. */
export interface PaymentIdentity {
	readonly provider: Provider;
	readonly paymentReference: string;
}

/** The condition that an event is about the payment, for $1 and $2. */
function isAbout({ provider, paymentReference }: PaymentIdentity): { condition: string; values: [string, string] } {
	const own = paymentReference.startsWith(ownPayment);
	return {
		condition: `provider = $1 and ${own ? 'event_id' : 'payment_reference'} = $2`,
		values: [provider, own ? paymentReference.slice(ownPayment.length) : paymentReference],
	};
}

/** All events of one payment, in the order in which they happened. */
export async function eventsOfPayment(
	transaction: Transaction,
	payment: PaymentIdentity,
): Promise<StoredPaymentEvent[]> {
	const { condition, values } = isAbout(payment);
	return await transaction.rows(
		storedPaymentEvent,
		`select ${columns} from msp.payment_event where ${condition} order by occurred_at, event_id`,
		values,
	);
}

/** Records with the events of a payment which invoice it is for, and so whose it is. The first record stays. */
export async function recordInvoiceOfPayment(
	transaction: Transaction,
	payment: PaymentIdentity,
	invoice: { readonly invoiceId: string; readonly customerId: string },
): Promise<void> {
	const { condition, values } = isAbout(payment);
	await transaction.run(
		`update msp.payment_event set customer_id = coalesce(customer_id, $3), invoice_id = $4
		where ${condition} and invoice_id is null`,
		[...values, invoice.customerId, invoice.invoiceId],
	);
}

/**
 * Takes up to `limit` events that nobody has processed and whose lease ran out, oldest first, and keeps others from
 * taking them: for two minutes at first, and twice as long each time, up to some hours.
 */
export async function claimUnprocessedEvents(transaction: Transaction, limit: number): Promise<StoredPaymentEvent[]> {
	return await transaction.rows(
		storedPaymentEvent,
		`update msp.payment_event set attempts = attempts + 1,
			lease_until = now() + interval '2 minutes' * 2 ^ least(attempts, 7)
		where id in (
			select id from msp.payment_event where processed_at is null and lease_until <= now()
			order by received_at limit $1 for update skip locked)
		returning ${columns}`,
		[limit],
	);
}

/** Records that nothing is left to do for an event. The first outcome stays; undefined when there is no such event. */
export async function setEventProcessed(
	transaction: Transaction,
	paymentEventId: string,
	outcome: string,
): Promise<StoredPaymentEvent | undefined> {
	return await transaction.row(
		storedPaymentEvent,
		`update msp.payment_event set processed_at = coalesce(processed_at, now()),
			outcome = case when processed_at is null then $2 else outcome end
		where id = $1 returning ${columns}`,
		[paymentEventId, outcome],
	);
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
		storedPaymentEvent,
		`select ${columns} from msp.payment_event
		where ($1::boolean is null or (processed_at is not null) = $1) and ($2::text is null or provider = $2)
		order by received_at desc, id limit $3`,
		[filter.processed ?? null, filter.provider ?? null, filter.limit],
	);
}

/** Counts refused deliveries under today and their reason. */
export async function countRejections(
	transaction: Transaction,
	provider: Provider,
	reason: RejectionReason,
	count: number,
): Promise<void> {
	await transaction.run(
		`insert into msp.payment_event_rejection (provider, reason, count) values ($1, $2, $3)
		on conflict (day, provider, reason) do update
			set count = payment_event_rejection.count + excluded.count, last_at = now()`,
		[provider, reason, count],
	);
}

const rejectionCount = z.object({
	/** YYYY-MM-DD. */
	day: z.string(),
	provider: z.enum(providers),
	reason: z.enum(rejectionReasons),
	count: z.number(),
	lastAt: z.date(),
});
export type RejectionCount = Readonly<z.infer<typeof rejectionCount>>;

/** How many deliveries were refused in the last `days` days, by day, provider and reason. */
export async function listRejections(transaction: Transaction, days: number): Promise<RejectionCount[]> {
	return await transaction.rows(
		rejectionCount,
		`select day, provider, reason, count, last_at from msp.payment_event_rejection
		where day > current_date - $1::integer order by day desc, provider, reason`,
		[days],
	);
}
