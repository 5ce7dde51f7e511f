import { z } from 'zod';
import type { Transaction } from '../db';
import { findInvoice, type Invoice } from '../invoices';
import type { Booking } from './bookings';
import type { InvoiceFacts } from './decide';

const paidRow = z.object({
	paymentId: z.uuid(),
	provider: z.string(),
	paymentReference: z.string(),
	/** What came in, less what went back. */
	leftMinor: z.number(),
	/** Of Stripe; null where the money did not come through it. */
	paymentIntentId: z.string().nullable(),
	invoiceNumber: z.string(),
});
/** Money that came in for a booking, and is still there. */
export type PaidMoney = Readonly<z.infer<typeof paidRow>>;

/**
 * The payments on the invoices of a booking of which something is left, the newest first. A payment in another currency and
 * one that is disputed are not counted: nobody gives such money back without a look.
 */
export async function moneyOf(
	transaction: Transaction,
	{ firstInvoiceId, balanceInvoiceId, currency }: Pick<Booking, 'firstInvoiceId' | 'balanceInvoiceId' | 'currency'>,
): Promise<PaidMoney[]> {
	return await transaction.rows(
		paidRow,
		`select y.id as payment_id, y.provider, y.payment_reference,
			y.amount_minor - y.refunded_minor - y.lost_minor as left_minor,
			case when y.provider = 'stripe' then (select min(n) from msp.payment_event e, unnest(e.names) n
				where e.names @> array[y.payment_reference] and n like 'pi\\_%') end as payment_intent_id,
			i.number as invoice_number
		from msp.payment y join msp.invoice i on i.id = y.invoice_id
		where y.invoice_id = any($1::uuid[]) and y.currency = $2 and y.outcome in ('paid', 'underpaid', 'overpaid', 'duplicate')
			and y.amount_minor - y.refunded_minor - y.lost_minor > 0
		order by y.received_at desc, y.id`,
		[[firstInvoiceId, balanceInvoiceId].filter((id) => id !== null), currency],
	);
}

export const sumLeft = (payments: readonly PaidMoney[]): number =>
	payments.reduce((sum, { leftMinor }) => sum + leftMinor, 0);

/** The invoices of a booking. */
export interface BookingInvoices {
	readonly first: Invoice | undefined;
	readonly balance: Invoice | undefined;
}

export async function invoicesOf(
	transaction: Transaction,
	{ firstInvoiceId, balanceInvoiceId }: Pick<Booking, 'firstInvoiceId' | 'balanceInvoiceId'>,
): Promise<BookingInvoices> {
	return {
		first: firstInvoiceId === null ? undefined : await findInvoice(transaction, firstInvoiceId),
		balance: balanceInvoiceId === null ? undefined : await findInvoice(transaction, balanceInvoiceId),
	};
}

/** What of an invoice decides what a booking asks for. */
export async function factsOf(transaction: Transaction, invoice: Invoice): Promise<InvoiceFacts> {
	return {
		settled: invoice.status === 'paid',
		dueOn: invoice.dueOn,
		issuedAt: invoice.issuedAt,
		moneyPending: await isMoneyPending(transaction, invoice),
	};
}

/**
 * Whether money for an invoice is on its way: the provider says that it is pending, and nothing came after that; or an event
 * of a payment was stored and nobody has dealt with it yet.
 */
async function isMoneyPending(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, customerCode }: Invoice,
): Promise<boolean> {
	const found = await transaction.row(
		z.object({ pending: z.boolean() }),
		`select exists (
			select from msp.payment_event e
			where (e.invoice_id = $1 or (e.invoice_id is null and e.event_references ->> 'invoice' = $2
					and coalesce(e.event_references ->> 'customer', $3) = $3))
				and ((e.kind = 'payment_succeeded' and e.processed_at is null)
					or (e.kind = 'payment_pending' and not exists (select from msp.payment_event o
						where o.names && e.names and o.occurred_at >= e.occurred_at
							and o.kind in ('payment_succeeded', 'payment_failed'))))
		) as pending`,
		[invoiceId, invoiceNumber, customerCode],
	);
	return found?.pending ?? false;
}
