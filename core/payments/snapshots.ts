import { z } from 'zod';
import { json, type Transaction } from '../db';
import type { PaymentEvent } from './paymentEvent';
import { insertPaymentEvent } from './paymentEvents';

const identity = z.object({ paymentEventId: z.uuid() });

/**
 * Stores the state of a payment as an event. A state that is stored already is the same event; when it was read again later
 * it counts from then on, for there may have been another one in between, within one second.
 *
 * @returns the ID of the event, new or known.
 */
export async function saveSnapshot(transaction: Transaction, event: PaymentEvent): Promise<string> {
	const inserted = await insertPaymentEvent(transaction, event);
	if (inserted !== undefined) return inserted;
	const { provider, eventId, detail } = event;
	const readAt = detail.snapshot?.readAt ?? event.occurredAt;
	await transaction.run(
		`update msp.payment_event set detail = jsonb_set(detail, '{snapshot,readAt}', to_jsonb($4::text)),
			processed_at = null, outcome = null, lease_until = now() + interval '2 minutes'
		where provider = $1 and event_id = $2 and (detail #>> '{snapshot,readAt}')::timestamptz < $3::timestamptz`,
		[provider, eventId, readAt, readAt],
	);
	const known = await transaction.row(
		identity,
		`select id as payment_event_id from msp.payment_event where provider = $1 and event_id = $2`,
		[provider, eventId],
	);
	if (!known) throw new RangeError(`the event ${eventId} is not in this scope`);
	return known.paymentEventId;
}

/** Whether anything was said before of the payment that an event is about. */
export async function isTold(transaction: Transaction, { provider, object }: PaymentEvent): Promise<boolean> {
	const found = await transaction.row(
		z.object({ told: z.boolean() }),
		`select exists (select from msp.payment_event where provider = $1 and object_id = $2) as told`,
		[provider, object?.id ?? null],
	);
	return found?.told ?? false;
}

/**
 * The events of the payments that pay an invoice of Invoice Ninja, the last one of each payment. They are put back among the
 * unprocessed: whatever becomes of the caller, somebody applies them again.
 */
export async function reopenEventsOfInvoice(transaction: Transaction, externalId: string): Promise<string[]> {
	const reopened = await transaction.rows(
		identity,
		`update msp.payment_event set processed_at = null, outcome = null, lease_until = now() + interval '2 minutes'
		where id in (select distinct on (object_id) id from msp.payment_event
			where provider = 'invoiceninja' and detail -> 'snapshot' -> 'parts' @> $1::jsonb
			order by object_id, occurred_at desc, received_at desc, id)
		returning id as payment_event_id`,
		[json([{ invoice: externalId }])],
	);
	return reopened.map(({ paymentEventId }) => paymentEventId).sort();
}
