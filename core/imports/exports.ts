import { z } from 'zod';
import { ofCustomerCode, type Store } from '../db';
import type { InvoiceStatus } from '../invoices';
import { paymentOutcomes } from '../payments';
import { keptMinor, storedInvoice, storedInvoiceColumns } from './storedRows';

export interface ExportFilter {
	readonly companyCode?: string;
	readonly customerCode?: string;
	/** YYYY-MM-DD, both included: of issue, or of payment. */
	readonly from?: string;
	readonly to?: string;
	/** Of invoices. */
	readonly statuses?: readonly InvoiceStatus[];
	/** Only the invoices that an import made or changed. */
	readonly importBatchId?: string;
}

/** Where the next page begins: of the last row its order as text, and its ID. */
const cursor = { sortKey: z.string(), rowId: z.uuid() };

const exportedInvoice = z.object({
	...storedInvoice,
	companyCode: z.string(),
	source: z.string(),
	customerCode: z.string(),
	customerName: z.string(),
	customerEmail: z.string().nullable(),
	vatNumber: z.string().nullable(),
	...cursor,
});
export type ExportedInvoice = Omit<Readonly<z.infer<typeof exportedInvoice>>, keyof typeof cursor>;

const exportedPayment = z.object({
	number: z.string().nullable(),
	companyCode: z.string().nullable(),
	customerCode: z.string().nullable(),
	customerName: z.string().nullable(),
	/** YYYY-MM-DD. */
	paidOn: z.string(),
	/** What came, without what went back. Negative when more went back. */
	amountMinor: z.number(),
	currency: z.string(),
	provider: z.string(),
	reference: z.string(),
	outcome: z.enum(paymentOutcomes),
	/** Of a payment of a spreadsheet its method. */
	detail: z.string(),
	...cursor,
});
export type ExportedPayment = Omit<Readonly<z.infer<typeof exportedPayment>>, keyof typeof cursor>;

const exportedCustomer = z.object({
	customerCode: z.string(),
	companyCode: z.string(),
	customerName: z.string(),
	customerEmail: z.string().nullable(),
	vatNumber: z.string().nullable(),
	language: z.string(),
	currency: z.string(),
	...cursor,
});
export type ExportedCustomer = Omit<Readonly<z.infer<typeof exportedCustomer>>, keyof typeof cursor>;

const invoicesSql = `select ${storedInvoiceColumns}, i.company_code, i.source, c.customer_code, c.name as customer_name,
		c.email as customer_email, c.vat_number, i.balance_minor, i.status, i.issued_at::text as sort_key, i.id as row_id
	from msp.invoice i join msp.customer c on c.id = i.customer_id
	where ($1::text is null or i.company_code = $1) and ($2::text is null or ${ofCustomerCode('$2')})
		and ($3::date is null or (i.issued_at at time zone 'UTC')::date >= $3)
		and ($4::date is null or (i.issued_at at time zone 'UTC')::date <= $4)
		and ($5::text[] is null or i.status = any($5))
		and ($9::uuid is null or i.import_batch_id = $9 or (i.source = 'import' and i.number in (
			select r.subject from msp.import_row r where r.batch_id = $9 and r.kind = 'invoices' and r.outcome = 'updated')))
		and ($6::text is null or (i.issued_at, i.id) > ($6::timestamptz, $7::uuid))
	order by i.issued_at, i.id limit $8`;

const paymentsSql = `select i.number, coalesce(i.company_code, c.company_code) as company_code, c.customer_code,
		c.name as customer_name, (y.received_at at time zone 'UTC')::date as paid_on,
		${keptMinor} as amount_minor, y.currency, y.provider,
		y.payment_reference as reference, y.outcome, y.outcome_detail as detail, y.received_at::text as sort_key, y.id as row_id
	from msp.payment y left join msp.invoice i on i.id = y.invoice_id left join msp.customer c on c.id = y.customer_id
	where ($1::text is null or coalesce(i.company_code, c.company_code) = $1) and ($2::text is null or ${ofCustomerCode('$2')})
		and ($3::date is null or (y.received_at at time zone 'UTC')::date >= $3)
		and ($4::date is null or (y.received_at at time zone 'UTC')::date <= $4)
		and ($5::text[] is null or i.status = any($5)) and ($9::uuid is null or y.import_batch_id = $9)
		and ($6::text is null or (y.received_at, y.id) > ($6::timestamptz, $7::uuid))
	order by y.received_at, y.id limit $8`;

const customersSql = `select c.customer_code, c.company_code, c.name as customer_name, c.email as customer_email, c.vat_number,
		c.language, c.currency, c.customer_code as sort_key, c.id as row_id
	from msp.customer c
	where c.merged_into is null and ($1::text is null or c.company_code = $1) and ($2::text is null or ${ofCustomerCode('$2')})
		and ($3::date is null or true) and ($4::date is null or true) and ($5::text[] is null or true)
		and ($9::uuid is null or c.import_batch_id = $9)
		and ($6::text is null or (c.customer_code, c.id) > ($6, $7::uuid))
	order by c.customer_code, c.id limit $8`;

const pageRows = 1_000;

/** Reads page by page, each in a transaction of its own: a slow reader holds nothing. */
async function* pages<Row extends { readonly sortKey: string; readonly rowId: string }>(
	store: Store,
	row: z.ZodType<Row>,
	sql: string,
	{ companyCode, customerCode, from, to, statuses, importBatchId }: ExportFilter,
): AsyncGenerator<readonly Row[]> {
	const filter = [companyCode ?? null, customerCode ?? null, from ?? null, to ?? null, statuses ?? null];
	for (let after: Row | undefined; ;) {
		const place = [after?.sortKey ?? null, after?.rowId ?? null];
		const rows = await store.asStaff(
			async (transaction) => await transaction.rows(row, sql, [...filter, ...place, pageRows, importBatchId ?? null]),
		);
		if (rows.length > 0) yield rows;
		after = rows.at(-1);
		if (rows.length < pageRows) return;
	}
}

/** Invoices by their day of issue, some hundred at a time. */
export async function* exportInvoices(
	store: Store,
	filter: ExportFilter = {},
): AsyncGenerator<readonly ExportedInvoice[]> {
	yield* pages(store, exportedInvoice, invoicesSql, filter);
}

/** Payments by their day, some hundred at a time. */
export async function* exportPayments(
	store: Store,
	filter: ExportFilter = {},
): AsyncGenerator<readonly ExportedPayment[]> {
	yield* pages(store, exportedPayment, paymentsSql, filter);
}

/** Customers by their code, some hundred at a time. */
export async function* exportCustomers(
	store: Store,
	filter: Pick<ExportFilter, 'companyCode' | 'customerCode'> = {},
): AsyncGenerator<readonly ExportedCustomer[]> {
	yield* pages(store, exportedCustomer, customersSql, filter);
}
