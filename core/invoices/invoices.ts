import { z } from 'zod';
import { ofCustomerCode, search, type Transaction } from '../db';

export const invoiceStatuses = ['draft', 'open', 'partial', 'paid', 'void', 'refunded', 'uncollectible'] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

const invoiceRow = z.object({
	invoiceId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	serviceId: z.uuid().nullable(),
	invoiceNumber: z.string(),
	source: z.enum(['msp', 'invoice_ninja', 'stripe', 'paypal', 'import']),
	/** The company of the back office that issued it. Numbers are unique within it. */
	companyCode: z.string(),
	/** `<companyCode>:<id>` of one of Invoice Ninja. */
	externalId: z.string().nullable(),
	status: z.enum(invoiceStatuses),
	currency: z.string(),
	totalMinor: z.number(),
	balanceMinor: z.number(),
	/** 1 for the first invoice of a service; each renewal counts one more. */
	periodNumber: z.number(),
	/** YYYY-MM-DD. Null for an invoice of before periods were kept. */
	periodFrom: z.string().nullable(),
	/** YYYY-MM-DD: the first day that it does not cover. */
	periodTo: z.string().nullable(),
	issuedAt: z.date(),
	/** YYYY-MM-DD. */
	dueOn: z.string(),
	/** Where the client looks at it and pays it; of one of an accounting system. */
	link: z.string().nullable(),
	/** A deposit that is due before the rest. */
	partialMinor: z.number().nullable(),
	/** YYYY-MM-DD. */
	partialDueOn: z.string().nullable(),
	/** What is not tax of the total, and what is; null where nobody says. */
	netMinor: z.number().nullable(),
	taxMinor: z.number().nullable(),
	/** The customer's own reference. */
	orderReference: z.string().nullable(),
	notes: z.string().nullable(),
	/** The import that made it. */
	importBatchId: z.uuid().nullable(),
	/** What the accounting system or the spreadsheet says that owns it; null for the pack's own. */
	sourceStatus: z.enum(invoiceStatuses).nullable(),
	sourceBalanceMinor: z.number().nullable(),
	sourceChangedAt: z.date().nullable(),
	sourceReadAt: z.date().nullable(),
	/** Derived: something is open, and the due day is over. */
	overdue: z.boolean(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Invoice = Readonly<z.infer<typeof invoiceRow>>;

/** What the payments on an invoice mean for a service that is not set up yet. */
const setupDecisions = ['wait', 'set_up', 'cancel'] as const;
export type SetupDecision = (typeof setupDecisions)[number];

/** Has the meaning of the payments at the last settlement. */
const lockedInvoiceRow = invoiceRow.extend({ setupDecision: z.enum(setupDecisions) });
export type LockedInvoice = Readonly<z.infer<typeof lockedInvoiceRow>>;

/** Days are counted in the customer's time zone. */
const overdue = `i.status in ('open', 'partial') and i.balance_minor > 0 and i.due_on < msp.day_in(c.time_zone, now())`;

const selected = `select i.*, i.id as invoice_id, i.number as invoice_number, c.customer_code, (${overdue}) as overdue
from msp.invoice i join msp.customer c on c.id = i.customer_id`;

export interface NewInvoice extends Pick<
	Invoice,
	'customerId' | 'invoiceNumber' | 'currency' | 'totalMinor' | 'periodNumber'
> {
	readonly serviceId: string;
	/** How long a period is. */
	readonly periodMonths: number;
	/** From today, in the customer's time zone. */
	readonly dueInDays: number;
}

/**
 * Adds an open invoice; false when its number is taken. Its period is counted from the first day of the first one, so that
 * a service of the 31st does not slip to the 28th.
 */
export async function insertInvoice(transaction: Transaction, invoice: NewInvoice): Promise<boolean> {
	const { customerId, serviceId, invoiceNumber, currency, totalMinor, dueInDays, periodNumber, periodMonths } = invoice;
	const made = await transaction.run(
		`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on,
			period_number, period_from, period_to, company_code)
		select $1, $2, $3, $4, $5, $5, today + $6::integer, $7::integer,
			(began + make_interval(months => ($7::integer - 1) * $8::integer))::date,
			(began + make_interval(months => $7::integer * $8::integer))::date, c.company_code
		from msp.customer c,
			lateral (select msp.day_in(c.time_zone, now()) as today) d,
			lateral (select coalesce((select coalesce(i.period_from, msp.day_in(c.time_zone, i.issued_at))
				from msp.invoice i where i.service_id = $2 order by i.period_number, i.issued_at, i.id limit 1), today) as began) b
		where c.id = $1 on conflict (company_code, number) do nothing`,
		[customerId, serviceId, invoiceNumber, currency, totalMinor, dueInDays, periodNumber, periodMonths],
	);
	return made > 0;
}

export async function findInvoice(transaction: Transaction, invoiceId: string): Promise<Invoice | undefined> {
	return await transaction.row(invoiceRow, `${selected} where i.id = $1`, [invoiceId]);
}

/** All that have the number: one for each company at the most. */
export async function findInvoicesByNumber(transaction: Transaction, number: string): Promise<Invoice[]> {
	return await transaction.rows(invoiceRow, `${selected} where i.number = $1 order by i.company_code`, [number]);
}

export async function findInvoiceOfSource(
	transaction: Transaction,
	source: Invoice['source'],
	externalId: string,
): Promise<Invoice | undefined> {
	return await transaction.row(invoiceRow, `${selected} where i.source = $1 and i.external_id = $2`, [
		source,
		externalId,
	]);
}

/** The invoice, locked until the transaction ends. */
export async function lockInvoice(transaction: Transaction, invoiceId: string): Promise<LockedInvoice | undefined> {
	transaction.locking('invoice', invoiceId);
	return await transaction.row(lockedInvoiceRow, `${selected} where i.id = $1 for no key update of i`, [invoiceId]);
}

/** The invoices of a service: first those that wait for money, then the oldest first. */
export async function invoicesOfService(transaction: Transaction, serviceId: string): Promise<Invoice[]> {
	return await transaction.rows(
		invoiceRow,
		`${selected} where i.service_id = $1
		order by i.status in ('open', 'partial', 'draft') desc, i.due_on, i.issued_at, i.id`,
		[serviceId],
	);
}

/** Writes the result of the payments to an invoice that the caller has locked. */
export async function setInvoiceState(
	transaction: Transaction,
	invoiceId: string,
	{ status, balanceMinor, setupDecision }: Pick<LockedInvoice, 'status' | 'balanceMinor' | 'setupDecision'>,
): Promise<void> {
	await transaction.run(
		`update msp.invoice set status = $2, balance_minor = $3, setup_decision = $4
		where id = $1 and (status, balance_minor, setup_decision) is distinct from ($2, $3::bigint, $4)`,
		[invoiceId, status, balanceMinor, setupDecision],
	);
}

export interface InvoiceFilter {
	/** In the number. */
	readonly search?: string;
	readonly customerCode?: string;
	readonly companyCode?: string;
	readonly statuses?: readonly InvoiceStatus[];
	readonly overdue?: boolean;
	readonly limit: number | null;
}

/** Newest first. */
export async function listInvoices(transaction: Transaction, filter: InvoiceFilter): Promise<Invoice[]> {
	return await transaction.rows(
		invoiceRow,
		`${selected} where ${search('$1', 'i.number')} and ($2::text is null or ${ofCustomerCode('$2')})
			and ($3::text[] is null or i.status = any($3)) and ($4::boolean is null or (${overdue}) = $4)
			and ($6::text is null or i.company_code = $6)
		order by i.issued_at desc, i.id limit $5`,
		[
			...[filter.search ?? null, filter.customerCode ?? null, filter.statuses ?? null, filter.overdue ?? null],
			...[filter.limit, filter.companyCode ?? null],
		],
	);
}
