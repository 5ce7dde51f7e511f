import { z } from 'zod';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { getBatch } from './batches';
import { keptMinor, storedInvoice, storedInvoiceColumns } from './storedRows';

const customerToSend = z.object({
	customerId: z.uuid(),
	customerCode: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	vatNumber: z.string().nullable(),
	currency: z.string(),
});
export type CustomerToSend = Readonly<z.infer<typeof customerToSend>>;

const invoiceToSend = z.object({
	...storedInvoice,
	invoiceId: z.uuid(),
	customerId: z.uuid(),
	/** What the spreadsheet says, whatever came since. */
	balanceMinor: storedInvoice.balanceMinor,
	/** Of payments that were heard of providers, and that no spreadsheet tells. */
	heardMinor: z.number(),
});
export type InvoiceToSend = Readonly<z.infer<typeof invoiceToSend>>;

const paymentToSend = z.object({
	paymentId: z.uuid(),
	invoiceId: z.uuid(),
	/** What came, without what went back. */
	amountMinor: z.number(),
	/** YYYY-MM-DD. */
	paidOn: z.string(),
	method: z.string(),
	reference: z.string(),
});
export type PaymentToSend = Readonly<z.infer<typeof paymentToSend>>;

/** What an import made or changed, as an accounting system takes it. */
export interface ImportToSend {
	readonly companyCode: string;
	/** Those of the invoices, and those that the import made. */
	readonly customers: readonly CustomerToSend[];
	readonly invoices: readonly InvoiceToSend[];
	/** All payments of spreadsheets that these invoices have. */
	readonly payments: readonly PaymentToSend[];
}

/** A plan is held in memory, and Invoice Ninja takes some invoices in a second. */
const mostInvoices = 50_000;

/** The invoices that a batch made, changed, or has payments of. */
const ofBatch = `select i.id, i.customer_id from msp.invoice i join msp.import_batch a on a.company_code = i.company_code
	where a.id = $1 and i.source = 'import' and (i.import_batch_id = $1
		or i.number in (select r.subject from msp.import_row r
			where r.batch_id = $1 and r.kind = 'invoices' and r.outcome = 'updated')
		or i.id in (select y.invoice_id from msp.payment y where y.import_batch_id = $1))`;

/**
 * Reads what an import made or changed, in the order of the days.
 *
 * @throws InputError when there is no such batch, when it is not imported, or when it has more than 50,000 invoices.
 */
export async function readImportToSend(transaction: Transaction, batchId: string): Promise<ImportToSend> {
	const { status, companyCode } = await getBatch(transaction, batchId);
	if (status !== 'imported') {
		throw new InputError('batchId', `is ${status}`, 'Only an import that was made can be sent on.', 'conflict');
	}
	const invoices = await transaction.rows(
		invoiceToSend,
		`with b as materialized (${ofBatch})
		select ${storedInvoiceColumns}, i.id as invoice_id, i.customer_id,
			coalesce(i.source_balance_minor, i.balance_minor) as balance_minor, coalesce(i.source_status, i.status) as status,
			coalesce((select sum(${keptMinor}) from msp.payment y
				where y.invoice_id = i.id and y.provider <> 'import'), 0)::bigint as heard_minor
		from b join msp.invoice i on i.id = b.id order by i.issued_at, i.number collate "C" limit $2`,
		[batchId, mostInvoices + 1],
	);
	if (invoices.length > mostInvoices) {
		throw new InputError(
			'batchId',
			`has more than ${mostInvoices} invoices`,
			'Undo it, and import its file in several parts.',
		);
	}
	const payments = await transaction.rows(
		paymentToSend,
		`with b as materialized (${ofBatch})
		select y.id as payment_id, y.invoice_id, ${keptMinor} as amount_minor,
			(y.received_at at time zone 'UTC')::date as paid_on, y.outcome_detail as method, y.payment_reference as reference
		from b join msp.payment y on y.invoice_id = b.id where y.provider = 'import'
		order by y.received_at, y.payment_reference collate "C"`,
		[batchId],
	);
	const customers = await transaction.rows(
		customerToSend,
		`with b as materialized (${ofBatch})
		select c.id as customer_id, c.customer_code, c.name, c.email, c.vat_number, c.currency from msp.customer c
		where c.id in (select customer_id from b) or (c.import_batch_id = $1 and c.merged_into is null) order by c.customer_code collate "C"`,
		[batchId],
	);
	return { companyCode, customers, invoices, payments };
}
