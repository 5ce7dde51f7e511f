import { z } from 'zod';
import type { Transaction } from '../db';

/** Why nothing is demanded or charged for an invoice just now. */
export type InvoiceHold = 'disputed' | 'payment_pending';

/** Whether a charge that has begun counts as money on its way; not for the charge itself. */
export interface HoldOptions {
	readonly charges: boolean;
}

/** A charge of a saved method that is at work, or of which nobody knows how it came out, as `$2` is the earliest moment. */
const underCharge = `exists (select from msp.charge_attempt a left join msp.task t on t.id = a.task_id
	where a.invoice_id = i.id and a.updated_at > $2 and (a.status = 'unknown' or (a.status = 'open' and (
		t.status in ('running', 'compensating') or exists (select from msp.task_step w
			where w.task_id = t.id and w.effect = 'stripe.paymentIntent.charge' and w.status <> 'undone')))))`;

/** A payment that has been on its way for longer is not coming: no bank takes so long. */
export const pendingDays = 30;

const holdRow = z.object({ invoiceId: z.uuid(), disputed: z.boolean(), pending: z.boolean() });

/** Money that moved, or was refused: after that nothing is on its way any more. */
const arrived = `('payment_succeeded', 'payment_failed', 'refunded', 'refund_failed', 'disputed', 'dispute_closed')`;

/**
 * Those of the invoices for which a payment is disputed or on its way: a bank debit, a transfer, a checkout that was
 * completed and is not paid yet. A dispute that is lost holds nothing: the money is gone, and owed again.
 *
 * @param now by the clock of the caller.
 */
export async function holdsOfInvoices(
	transaction: Transaction,
	invoiceIds: readonly string[],
	now: Date,
	{ charges }: HoldOptions = { charges: false },
): Promise<ReadonlyMap<string, InvoiceHold>> {
	if (invoiceIds.length === 0) return new Map();
	const since = new Date(now.getTime() - pendingDays * 86_400_000);
	const found = await transaction.rows(
		holdRow,
		`with pending as materialized (
			select e.invoice_id, e.provider, e.detail -> 'snapshot' -> 'parts' as parts, e.event_references ->> 'invoice' as told,
				e.event_references ->> 'order' as ordered, e.event_references ->> 'paymentRequest' as requested
			from msp.payment_event e where e.kind = 'payment_pending' and e.received_at > $2
				and not exists (select from msp.payment_event f where f.names && e.names and f.kind in ${arrived}
					and (f.provider = e.provider or 'invoiceninja' in (f.provider, e.provider))
					and (f.provider <> 'invoiceninja' or f.occurred_at >= e.occurred_at))),
		wanted as (
			select i.id, i.number, i.external_id, i.period_number, s.order_reference,
				exists (select from msp.payment y where y.invoice_id = i.id and y.outcome = 'disputed' and y.lost_minor = 0
					and y.refunded_minor < greatest(y.amount_minor, 1)) as disputed,
				exists (select from msp.charge_attempt a where a.invoice_id = i.id and a.outcome = 'processing'
					and a.status = 'settled' and a.updated_at > $2) or ($3 and ${underCharge}) as processing
			from msp.invoice i left join msp.service s on s.id = i.service_id where i.id = any($1))
		select w.id as invoice_id, w.disputed, w.processing or exists (select from pending p where p.invoice_id = w.id
			or p.told in (w.number, w.id::text) or (w.period_number = 1 and p.ordered = w.order_reference)
			or exists (select from msp.payment_request_invoice q where q.invoice_id = w.id and q.request_id::text = p.requested)
			or (w.external_id is not null and p.parts @> jsonb_build_array(jsonb_build_object('invoice', w.external_id)))) as pending
		from wanted w`,
		[invoiceIds, since, charges],
	);
	return new Map(
		found.flatMap(({ invoiceId, disputed, pending }): Array<[string, InvoiceHold]> => {
			if (disputed) return [[invoiceId, 'disputed']];
			return pending ? [[invoiceId, 'payment_pending']] : [];
		}),
	);
}
