import { z } from 'zod';
import { json, type Transaction } from '../db';

export const invoiceLineKinds = ['renewal', 'set_up', 'discount', 'proration', 'late_fee', 'other'] as const;

const lineRow = z.object({
	position: z.number(),
	kind: z.enum(invoiceLineKinds),
	description: z.string(),
	quantity: z.coerce.number(),
	unitPriceMinor: z.number().nullable(),
	totalMinor: z.number(),
	serviceId: z.uuid().nullable(),
	periodNumber: z.number().nullable(),
	/** YYYY-MM-DD. */
	periodFrom: z.string().nullable(),
	/** YYYY-MM-DD: the first day that it does not cover. */
	periodTo: z.string().nullable(),
	/** False for a line of an invoice that was voided. */
	counts: z.boolean(),
});
export type InvoiceLine = Readonly<z.infer<typeof lineRow>>;

/** A line of an invoice that the pack makes. Its price is for one. */
export interface NewInvoiceLine {
	readonly kind: InvoiceLine['kind'];
	/** In the customer's language. */
	readonly description: string;
	/** 1 unless it says otherwise. The total is the amount, whatever the quantity. */
	readonly quantity?: number;
	/** The whole line; below zero for what is taken off. */
	readonly amountMinor: number;
	readonly serviceId?: string | null;
	readonly periodNumber?: number | null;
	readonly periodFrom?: string | null;
	readonly periodTo?: string | null;
}

/** The lines of an invoice, in their order. */
export async function listInvoiceLines(transaction: Transaction, invoiceId: string): Promise<InvoiceLine[]> {
	return await transaction.rows(lineRow, 'select * from msp.invoice_line where invoice_id = $1 order by position', [
		invoiceId,
	]);
}

/** Adds the lines of an invoice that was made in this transaction. */
export async function insertInvoiceLines(
	transaction: Transaction,
	{ invoiceId, customerId }: { readonly invoiceId: string; readonly customerId: string },
	lines: readonly NewInvoiceLine[],
): Promise<void> {
	await transaction.run(
		`insert into msp.invoice_line (customer_id, invoice_id, position, kind, description, quantity, unit_price_minor, total_minor,
			service_id, period_number, period_from, period_to)
		select $1, $2, l.position, l.kind, l.description, coalesce(l.quantity, 1),
			case when coalesce(l.quantity, 1) = 1 then l."amountMinor" end, l."amountMinor",
			l."serviceId", l."periodNumber", l."periodFrom", l."periodTo"
		from rows from (jsonb_to_recordset($3::jsonb) as (kind text, description text, quantity numeric, "amountMinor" bigint,
			"serviceId" uuid, "periodNumber" integer, "periodFrom" date, "periodTo" date))
			with ordinality as l(kind, description, quantity, "amountMinor", "serviceId", "periodNumber", "periodFrom", "periodTo",
				position)`,
		[customerId, invoiceId, json(lines)],
	);
}
