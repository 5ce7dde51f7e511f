import { z } from 'zod';
import type { Transaction } from '../db';
import type { Invoice } from './invoices';

const adjustmentRow = z.object({
	adjustmentId: z.uuid(),
	invoiceId: z.uuid(),
	/** Positive lowers what is owed. */
	amountMinor: z.number(),
	reason: z.string(),
	/** What makes two requests the same adjustment. */
	reference: z.string().nullable(),
	actor: z.string(),
	createdAt: z.date(),
});
/** What a person took off an invoice, or put back, and why. */
export type Adjustment = Readonly<z.infer<typeof adjustmentRow>>;

const columns = 'id as adjustment_id, invoice_id, amount_minor, reason, reference, actor, created_at';

export interface NewAdjustment extends Pick<Adjustment, 'amountMinor' | 'reason' | 'reference'> {
	readonly invoice: Pick<Invoice, 'invoiceId' | 'customerId'>;
}

/** Adds an adjustment; false when its reference was used for the invoice before. */
export async function insertAdjustment(
	transaction: Transaction,
	{ invoice, amountMinor, reason, reference }: NewAdjustment,
): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.invoice_adjustment (customer_id, invoice_id, amount_minor, reason, reference, actor)
		values ($1, $2, $3, $4, $5, $6) on conflict (invoice_id, reference) do nothing`,
		[invoice.customerId, invoice.invoiceId, amountMinor, reason, reference, transaction.actor],
	);
	return made > 0;
}

/** The adjustments of an invoice, oldest first. */
export async function adjustmentsOfInvoice(transaction: Transaction, invoiceId: string): Promise<Adjustment[]> {
	return await transaction.rows(
		adjustmentRow,
		`select ${columns} from msp.invoice_adjustment where invoice_id = $1 order by created_at, id`,
		[invoiceId],
	);
}

const sum = z.object({ adjustedMinor: z.coerce.number() });

/** What the adjustments of an invoice take off it in minor units: all of them, or those that were made after a moment. */
export async function adjustedOf(transaction: Transaction, invoiceId: string, since?: Date): Promise<number> {
	const found = await transaction.row(
		sum,
		`select coalesce(sum(amount_minor), 0)::bigint as adjusted_minor from msp.invoice_adjustment
		where invoice_id = $1 and ($2::timestamptz is null or created_at > $2)`,
		[invoiceId, since ?? null],
	);
	return found?.adjustedMinor ?? 0;
}
