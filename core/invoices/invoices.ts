import { z } from 'zod';
import { search } from '../db/sql';
import type { Transaction } from '../db/store';

export const invoiceStatuses = ['draft', 'open', 'partial', 'paid', 'void', 'refunded', 'uncollectible'] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

export const invoiceRow = z.object({
	invoiceId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	serviceId: z.uuid().nullable(),
	invoiceNumber: z.string(),
	source: z.enum(['msp', 'invoice_ninja', 'stripe', 'paypal']),
	externalId: z.string().nullable(),
	status: z.enum(invoiceStatuses),
	currency: z.string(),
	totalMinor: z.number(),
	balanceMinor: z.number(),
	issuedAt: z.date(),
	/** YYYY-MM-DD. */
	dueOn: z.string(),
	/** Derived: something is open, and the day it was due is over. */
	overdue: z.boolean(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Invoice = Readonly<z.infer<typeof invoiceRow>>;

/** What the payments on an invoice mean for a service that is not set up yet. */
export const serviceOrders = ['wait', 'set_up', 'call_off'] as const;
export type ServiceOrder = (typeof serviceOrders)[number];

/** With what its payments meant when they were last settled. */
const lockedInvoiceRow = invoiceRow.extend({ serviceOrder: z.enum(serviceOrders) });
export type LockedInvoice = Readonly<z.infer<typeof lockedInvoiceRow>>;

/** Days are counted in the customer's time zone. */
const overdue = `i.status in ('open', 'partial') and i.balance_minor > 0 and i.due_on < (now() at time zone c.time_zone)::date`;

const columns = `i.id as invoice_id, i.customer_id, c.customer_code,
	i.service_id, i.number as invoice_number, i.source, i.external_id, i.status, i.currency,
	i.total_minor, i.balance_minor, i.issued_at, i.due_on,
	(${overdue}) as overdue, i.created_at, i.updated_at`;
const selected = `select ${columns} from msp.invoice i join msp.customer c on c.id = i.customer_id`;

export interface NewInvoice {
	readonly customerId: string;
	readonly serviceId: string;
	readonly invoiceNumber: string;
	readonly currency: string;
	readonly totalMinor: number;
	/** From today, in the customer's time zone. */
	readonly dueInDays: number;
}

/** Adds an open invoice; false where its number is taken. */
export async function insertInvoice(transaction: Transaction, invoice: NewInvoice): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on)
		select $1, $2, $3, $4, $5, $5, (now() at time zone time_zone)::date + $6::integer from msp.customer where id = $1
		on conflict (number) do nothing`,
		[
			invoice.customerId,
			invoice.serviceId,
			invoice.invoiceNumber,
			invoice.currency,
			invoice.totalMinor,
			invoice.dueInDays,
		],
	);
	return made > 0;
}

export async function findInvoice(transaction: Transaction, invoiceId: string): Promise<Invoice | undefined> {
	return await transaction.row(invoiceRow, `${selected} where i.id = $1`, [invoiceId]);
}

export async function findInvoiceByNumber(transaction: Transaction, number: string): Promise<Invoice | undefined> {
	return await transaction.row(invoiceRow, `${selected} where i.number = $1`, [number]);
}

/** The invoice, held against changes by others until the transaction ends. */
export async function lockInvoice(transaction: Transaction, invoiceId: string): Promise<LockedInvoice | undefined> {
	transaction.locking('invoice', invoiceId);
	return await transaction.row(
		lockedInvoiceRow,
		`select ${columns}, i.setup_decision as service_order
		from msp.invoice i join msp.customer c on c.id = i.customer_id where i.id = $1 for update of i`,
		[invoiceId],
	);
}

/** The invoices of a service, those that wait for money first, and then oldest first. */
export async function invoicesOfService(transaction: Transaction, serviceId: string): Promise<Invoice[]> {
	return await transaction.rows(
		invoiceRow,
		`${selected} where i.service_id = $1
		order by i.status in ('open', 'partial', 'draft') desc, i.due_on, i.issued_at, i.id`,
		[serviceId],
	);
}

/** Writes what the payments make of an invoice that the caller has locked. */
export async function setInvoiceState(
	transaction: Transaction,
	invoiceId: string,
	{ status, balanceMinor, serviceOrder }: Pick<LockedInvoice, 'status' | 'balanceMinor' | 'serviceOrder'>,
): Promise<void> {
	await transaction.run(
		`update msp.invoice set status = $2, balance_minor = $3, setup_decision = $4
		where id = $1 and (status, balance_minor, setup_decision) is distinct from ($2, $3::bigint, $4)`,
		[invoiceId, status, balanceMinor, serviceOrder],
	);
}

export interface InvoiceFilter {
	/** In the number. */
	readonly search?: string;
	readonly customerCode?: string;
	readonly statuses?: readonly InvoiceStatus[];
	readonly overdue?: boolean;
	readonly limit: number | null;
}

/** Newest first. */
export async function listInvoices(transaction: Transaction, filter: InvoiceFilter): Promise<Invoice[]> {
	return await transaction.rows(
		invoiceRow,
		`${selected} where ${search('$1', 'i.number')} and ($2::text is null or c.customer_code = $2)
			and ($3::text[] is null or i.status = any($3)) and ($4::boolean is null or (${overdue}) = $4)
		order by i.issued_at desc, i.id limit $5`,
		[filter.search ?? null, filter.customerCode ?? null, filter.statuses ?? null, filter.overdue ?? null, filter.limit],
	);
}
