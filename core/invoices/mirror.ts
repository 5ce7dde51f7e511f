import { z } from 'zod';
import type { Transaction } from '../db';
import type { Invoice, InvoiceStatus } from './invoices';

/** What an accounting system says of one of its invoices. */
export interface MirroredInvoice extends Pick<
	Invoice,
	| 'companyCode'
	| 'invoiceNumber'
	| 'currency'
	| 'totalMinor'
	| 'balanceMinor'
	| 'link'
	| 'partialMinor'
	| 'partialDueOn'
> {
	readonly source: 'invoice_ninja';
	readonly externalId: string;
	readonly status: InvoiceStatus;
	/** The recurring invoice that issued it. */
	readonly recurringId: string | null;
	/** YYYY-MM-DD. */
	readonly issuedOn: string;
	/** YYYY-MM-DD. */
	readonly dueOn: string;
	/** When it was changed there, and when that was read: ISO 8601. */
	readonly changedAt: string;
	readonly readAt: string;
}

/** Whose a new one is. */
export interface MirrorOwner {
	readonly customerId: string;
	readonly serviceId: string | null;
	/** Of the service; null when there is none. */
	readonly periodNumber: number;
	/** How long a period is; null when no service is billed. */
	readonly periodMonths: number | null;
}

const identity = z.object({ invoiceId: z.uuid() });

/** Adds the mirror of an invoice; undefined when it is there already. */
export async function insertMirror(
	transaction: Transaction,
	told: MirroredInvoice,
	{ customerId, serviceId, periodNumber, periodMonths }: MirrorOwner,
): Promise<string | undefined> {
	const number = await freeNumber(transaction, told);
	const made = await transaction.row(
		identity,
		`insert into msp.invoice (company_code, source, external_id, customer_id, service_id, number, currency, total_minor,
			status, balance_minor, source_status, source_balance_minor, source_changed_at, source_read_at, source_recurring_id,
			link, partial_minor, partial_due_on, issued_at, due_on, period_number, period_from, period_to)
		select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10, $11, $12, $13, $14, $15, $16::date, $17::date, $18::date, $19,
			(began + make_interval(months => ($19::integer - 1) * $20::integer))::date,
			(began + make_interval(months => $19::integer * $20::integer))::date
		from (select coalesce((select coalesce(i.period_from, i.issued_at::date) from msp.invoice i where i.service_id = $5
			order by i.period_number, i.issued_at, i.id limit 1), $17::date) as began) b
		on conflict (source, external_id) where external_id is not null do nothing returning id as invoice_id`,
		[
			...[
				told.companyCode,
				told.source,
				told.externalId,
				customerId,
				serviceId,
				number,
				told.currency,
				told.totalMinor,
			],
			...[told.status, told.balanceMinor, told.changedAt, told.readAt, told.recurringId, told.link],
			...[told.partialMinor, told.partialDueOn, told.issuedOn, told.dueOn, periodNumber, periodMonths],
		],
	);
	return made?.invoiceId;
}

/** Whether a reading of a mirrored invoice is later than the one that is kept. */
export async function isLaterReading(
	transaction: Transaction,
	invoiceId: string,
	{ changedAt, readAt }: Pick<MirroredInvoice, 'changedAt' | 'readAt'>,
): Promise<boolean> {
	const later = await transaction.run(
		`select 1 from msp.invoice where id = $1 and (source_changed_at, source_read_at) < ($2::timestamptz, $3::timestamptz)`,
		[invoiceId, changedAt, readAt],
	);
	return later > 0;
}

/**
 * Writes a later reading of a mirrored invoice that the caller has locked; false when a reading as late is there. Its status
 * and balance are what the accounting system says until its payments are settled.
 */
export async function updateMirror(
	transaction: Transaction,
	invoiceId: string,
	told: MirroredInvoice,
): Promise<boolean> {
	if (!(await isLaterReading(transaction, invoiceId, told))) return false;
	const number = await freeNumber(transaction, told);
	await transaction.run(
		`update msp.invoice set number = $2, currency = $3, total_minor = $4, status = $5, balance_minor = $6,
			source_status = $5, source_balance_minor = $6, source_changed_at = $7, source_read_at = $8,
			source_recurring_id = $9, link = $10, partial_minor = $11, partial_due_on = $12::date, issued_at = $13::date,
			due_on = $14::date
		where id = $1`,
		[
			...[
				invoiceId,
				number,
				told.currency,
				told.totalMinor,
				told.status,
				told.balanceMinor,
				told.changedAt,
				told.readAt,
			],
			...[told.recurringId, told.link, told.partialMinor, told.partialDueOn, told.issuedOn, told.dueOn],
		],
	);
	return true;
}

const clientRow = z.object({ sourceClientId: z.string().nullable() });

/** Notes whose client an invoice is of at its latest reading. Returns the client of the reading before; null for none. */
export async function noteClient(
	transaction: Transaction,
	invoiceId: string,
	clientId: string,
): Promise<string | null> {
	const before = await transaction.row(
		clientRow,
		`update msp.invoice i set source_client_id = $2 from (select id, source_client_id from msp.invoice where id = $1) b
		where i.id = b.id returning b.source_client_id`,
		[invoiceId, clientId],
	);
	return before?.sourceClientId ?? null;
}

/** The client of the accounting system that an invoice is of there; undefined when it has not said so. */
export async function findSourceClient(transaction: Transaction, invoiceId: string): Promise<string | undefined> {
	const found = await transaction.row(clientRow, 'select source_client_id from msp.invoice where id = $1', [invoiceId]);
	return found?.sourceClientId ?? undefined;
}

/** Whether a customer has an invoice that is of a client of the accounting system, and was not cancelled there. */
export async function hasInvoicesOfClient(
	transaction: Transaction,
	{ customerId, companyCode, clientId }: { customerId: string; companyCode: string; clientId: string },
): Promise<boolean> {
	const found = await transaction.run(
		`select 1 from msp.invoice where customer_id = $1 and company_code = $2 and source_client_id = $3
			and source_status <> 'void' limit 1`,
		[customerId, companyCode, clientId],
	);
	return found > 0;
}

/** Ties a mirrored invoice to the service that it turned out to be for, or to none any more. */
export async function tieMirror(
	transaction: Transaction,
	invoiceId: string,
	{ serviceId, periodNumber, periodMonths }: Omit<MirrorOwner, 'customerId'>,
): Promise<void> {
	await transaction.run(
		`update msp.invoice t set service_id = $2, period_number = $3,
			period_from = (b.began + make_interval(months => ($3::integer - 1) * $4::integer))::date,
			period_to = (b.began + make_interval(months => $3::integer * $4::integer))::date
		from (select coalesce((select coalesce(i.period_from, i.issued_at::date) from msp.invoice i
			where i.service_id = $2 and i.id <> $1 order by i.period_number, i.issued_at, i.id limit 1),
			(select issued_at::date from msp.invoice where id = $1)) as began) b
		where t.id = $1`,
		[invoiceId, serviceId, periodNumber, periodMonths],
	);
}

const taken = z.object({ invoiceId: z.uuid(), source: z.string(), externalId: z.string().nullable() });

/**
 * The number that an invoice can have here. A number is used again after its invoice was deleted, and the news of the two may
 * come in any order: then the other one steps aside until it is read again. An invoice of the pack keeps its number.
 */
export async function freeNumber(
	transaction: Transaction,
	{ companyCode, source, externalId, invoiceNumber }: MirroredInvoice,
): Promise<string> {
	const other = await transaction.row(
		taken,
		`select id as invoice_id, source, external_id from msp.invoice where company_code = $1 and number = $2
			and (source, external_id) is distinct from ($3, $4)`,
		[companyCode, invoiceNumber, source, externalId],
	);
	if (!other) return invoiceNumber;
	if (other.source !== source) return `${invoiceNumber} (${externalId})`;
	await transaction.run(`update msp.invoice set number = number || ' (' || external_id || ')' where id = $1`, [
		other.invoiceId,
	]);
	return invoiceNumber;
}

/** The service that earlier invoices of a recurring invoice are for, the latest of them. */
export async function serviceOfRecurring(
	transaction: Transaction,
	companyCode: string,
	recurringId: string,
): Promise<string | undefined> {
	const found = await transaction.row(
		z.object({ serviceId: z.uuid() }),
		`select service_id from msp.invoice where company_code = $1 and source_recurring_id = $2 and service_id is not null
		order by issued_at desc, period_number desc, id limit 1`,
		[companyCode, recurringId],
	);
	return found?.serviceId;
}

/** Voids an invoice of the pack whose place another one has taken. */
export async function voidInvoice(transaction: Transaction, invoiceId: string): Promise<void> {
	await transaction.run(
		`update msp.invoice set status = 'void', balance_minor = 0 where id = $1 and source = 'msp' and status = 'open'`,
		[invoiceId],
	);
}
