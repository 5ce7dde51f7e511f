import { z } from 'zod';
import { invoiceStatuses } from '../invoices';

/** What both an export and an accounting system are told of an invoice. */
export const storedInvoice = {
	number: z.string(),
	/** YYYY-MM-DD. */
	issuedOn: z.string(),
	dueOn: z.string(),
	currency: z.string(),
	netMinor: z.number().nullable(),
	taxMinor: z.number().nullable(),
	totalMinor: z.number(),
	balanceMinor: z.number(),
	status: z.enum(invoiceStatuses),
	orderReference: z.string().nullable(),
	notes: z.string().nullable(),
	lines: z.array(
		z.object({
			description: z.string(),
			/** A decimal text. */
			quantity: z.string(),
			unitPriceMinor: z.number().nullable(),
			totalMinor: z.number(),
		}),
	),
};

/** The columns of `storedInvoice` that are as the row of the invoice `i` has them, and those that are made of it. */
export const storedInvoiceColumns = `i.number, (i.issued_at at time zone 'UTC')::date as issued_on, i.due_on, i.currency,
	i.net_minor, i.tax_minor, i.total_minor, i.order_reference, i.notes,
	coalesce((select jsonb_agg(jsonb_build_object('description', l.description, 'quantity', l.quantity::text,
		'unitPriceMinor', l.unit_price_minor, 'totalMinor', l.total_minor) order by l.position)
		from msp.invoice_line l where l.invoice_id = i.id), '[]') as lines`;

/** What came of the payment `y`, without what went back. Negative when more went back. */
export const keptMinor = 'y.amount_minor - y.refunded_minor - y.lost_minor';
