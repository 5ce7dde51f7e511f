import { z } from 'zod';
import { isTaken, type Transaction } from '../db';
import { ExternalError } from '../kernel/errors';

/** A part of what an import planned: the rows of `msp.import_planned` in some buckets. */
export interface PlannedPart {
	readonly stagingId: string;
	readonly batchId: string;
	readonly companyCode: string;
	readonly from: number;
	readonly to: number;
}

const inPart = 'p.staging_id = $1 and p.bucket between $2 and $3';
const valuesOf = ({ stagingId, from, to }: PlannedPart) => [stagingId, from, to];
const identity = z.object({ id: z.uuid() });

/** Locks the invoices that an import changes, in the order of their IDs. Returns how many there are. */
export async function lockPlannedInvoices(transaction: Transaction, part: PlannedPart): Promise<number> {
	const ids = await transaction.rows(
		identity,
		`select invoice_id as id from msp.import_planned p where ${inPart} and p.action = 'update' order by 1`,
		valuesOf(part),
	);
	for (const { id } of ids) transaction.locking('invoice', id);
	if (ids.length === 0) return 0;
	return await transaction.run(
		'select 1 from msp.invoice where id = any($1) and source = $2 order by id for no key update',
		[ids.map(({ id }) => id), 'import'],
	);
}

/**
 * Writes the invoices that an import changes, which the caller has locked. What the spreadsheet says of the money rules from
 * now on, where it says something else than before. Lines go where others come, or where they are of another total. Returns how many were there.
 */
export async function updatePlannedInvoices(transaction: Transaction, part: PlannedPart): Promise<number> {
	const changed = await transaction.run(
		`update msp.invoice i set issued_at = p.issued_on::timestamp at time zone 'UTC', due_on = p.due_on, total_minor = p.total, net_minor = p.net,
			tax_minor = p.tax, order_reference = p.order_reference, notes = p.notes, source_read_at = now(),
			source_changed_at = case when m.told then i.source_changed_at else now() end,
			status = case when m.told then i.status else p.status end,
			balance_minor = case when m.told then i.balance_minor else p.balance end,
			source_status = p.status, source_balance_minor = p.balance
		from msp.import_planned p, lateral (select
			(p.total, p.status, p.balance) is not distinct from (p.old_total, p.old_status, p.old_balance) as told) m
		where ${inPart} and p.action = 'update' and i.id = p.invoice_id and i.source = 'import'`,
		valuesOf(part),
	);
	await transaction.run(
		`delete from msp.invoice_line l using msp.import_planned p
		where ${inPart} and p.action = 'update' and (p.lines is not null or p.total <> p.old_total)
			and l.invoice_id = p.invoice_id`,
		valuesOf(part),
	);
	return changed;
}

/** What came first, when what an import planned is not there any more. */
export const isOvertaken = (cause?: unknown) =>
	new ExternalError(
		'busy',
		'Another change of the same invoices came first, and the import was taken back',
		'Try again.',
		{ cause },
	);

/**
 * Adds the invoices that an import makes, in the order of the file: its numbers grow, and so does their index. Returns how
 * many.
 *
 * @throws ExternalError `busy` when a number was taken meanwhile.
 */
export async function insertPlannedInvoices(transaction: Transaction, part: PlannedPart): Promise<number> {
	const sql = `insert into msp.invoice (id, customer_id, company_code, number, source, status, currency, total_minor,
			balance_minor, net_minor, tax_minor, order_reference, notes, issued_at, due_on, source_status, source_balance_minor,
			source_changed_at, source_read_at, import_batch_id)
		select p.invoice_id, p.for_customer, $4, p.number, 'import', p.status, p.currency, p.total, p.balance, p.net, p.tax,
			p.order_reference, p.notes, p.issued_on::timestamp at time zone 'UTC', p.due_on, p.status, p.balance, now(), now(), $5
		from msp.import_planned p where ${inPart} and p.action = 'create' order by p.position`;
	try {
		return await transaction.run(sql, [...valuesOf(part), part.companyCode, part.batchId]);
	} catch (error) {
		// To ask before each row whether its number is free takes a quarter longer.
		throw isTaken(error, 'invoice_number_key') ? isOvertaken(error) : error;
	}
}

/** The columns of a line in JSON. */
const lineColumns = `description text, quantity numeric, "unitPriceMinor" bigint, "totalMinor" bigint`;

/** Adds the lines of the invoices that an import has just written. */
export async function insertPlannedLines(transaction: Transaction, part: PlannedPart): Promise<void> {
	await transaction.run(
		`insert into msp.invoice_line (customer_id, invoice_id, position, description, quantity, unit_price_minor, total_minor)
		select p.for_customer, p.invoice_id, l.position, l.description, l.quantity, l."unitPriceMinor", l."totalMinor"
		from msp.import_planned p,
			rows from (jsonb_to_recordset(p.lines) as (${lineColumns})) with ordinality
				as l(description, quantity, "unitPriceMinor", "totalMinor", position)
		where ${inPart} and p.action in ('create', 'update') and p.lines is not null`,
		valuesOf(part),
	);
}

/**
 * What a spreadsheet says of an invoice, as JSON, of a row `i` of `msp.invoice`. An import keeps it before and after a
 * change, so that the change can be taken back.
 */
export const stateOfInvoice = `jsonb_build_object('totalMinor', i.total_minor, 'status', i.source_status,
	'balanceMinor', i.source_balance_minor, 'issuedOn', (i.issued_at at time zone 'UTC')::date, 'dueOn', i.due_on, 'netMinor', i.net_minor,
	'taxMinor', i.tax_minor, 'orderReference', i.order_reference, 'notes', i.notes)`;

/** What was of an invoice before an import changed it: with the moment from which what it was told of its money rules. */
export const stateBefore = `${stateOfInvoice} || jsonb_build_object('changedAt', i.source_changed_at)`;

/** The lines of an invoice as JSON, of a row `i` of `msp.invoice`; null when it has none. */
export const linesOfInvoice = `(select jsonb_agg(jsonb_build_object('description', l.description, 'quantity', l.quantity,
	'unitPriceMinor', l.unit_price_minor, 'totalMinor', l.total_minor) order by l.position)
	from msp.invoice_line l where l.invoice_id = i.id)`;

/**
 * Puts invoices back as they were before a batch changed them. The caller has checked that they are as it left them, and
 * settles again those that were paid or adjusted: where the money that was told comes back, what came later counts anew.
 */
export async function restoreInvoices(transaction: Transaction, batchId: string): Promise<number> {
	const isTold = `(b.total, b.status, b.balance) is not distinct from (i.total_minor, i.source_status, i.source_balance_minor)`;
	const restored = await transaction.run(
		`update msp.invoice i set total_minor = b.total, source_status = b.status, source_balance_minor = b.balance,
			status = case when ${isTold} then i.status else b.status end,
			balance_minor = case when ${isTold} then i.balance_minor else b.balance end,
			issued_at = b.issued::timestamp at time zone 'UTC', due_on = b.due, net_minor = b.net, tax_minor = b.tax,
			order_reference = b.reference, notes = b.notes, source_changed_at = coalesce(b.changed, now()), source_read_at = now()
		from msp.import_row r, msp.import_batch a, lateral (select (r.before ->> 'totalMinor')::bigint as total, (r.before ->> 'changedAt')::timestamptz as changed,
			r.before ->> 'status' as status, (r.before ->> 'balanceMinor')::bigint as balance,
			(r.before ->> 'issuedOn')::date as issued, (r.before ->> 'dueOn')::date as due,
			(r.before ->> 'netMinor')::bigint as net, (r.before ->> 'taxMinor')::bigint as tax,
			r.before ->> 'orderReference' as reference, r.before ->> 'notes' as notes) b
		where r.batch_id = $1 and a.id = r.batch_id and r.outcome = 'updated' and r.kind = 'invoices'
			and i.company_code = a.company_code and i.number = r.subject and i.source = 'import'`,
		[batchId],
	);
	await transaction.run(
		`delete from msp.invoice_line l using msp.import_row r, msp.import_batch a, msp.invoice i
		where r.batch_id = $1 and a.id = r.batch_id and r.outcome = 'updated' and r.kind = 'invoices' and r.before ? 'lines'
			and i.company_code = a.company_code and i.number = r.subject and l.invoice_id = i.id`,
		[batchId],
	);
	await transaction.run(
		`insert into msp.invoice_line (customer_id, invoice_id, position, description, quantity, unit_price_minor, total_minor)
		select i.customer_id, i.id, l.position, l.description, l.quantity, l."unitPriceMinor", l."totalMinor"
		from msp.import_row r join msp.import_batch a on a.id = r.batch_id
			join msp.invoice i on i.company_code = a.company_code and i.number = r.subject,
			rows from (jsonb_to_recordset(r.before -> 'lines') as (${lineColumns})) with ordinality
				as l(description, quantity, "unitPriceMinor", "totalMinor", position)
		where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'invoices' and jsonb_typeof(r.before -> 'lines') = 'array'`,
		[batchId],
	);
	return restored;
}

/** Removes the invoices that a batch made, with their lines. */
export async function removeImportedInvoices(transaction: Transaction, batchId: string): Promise<number> {
	return await transaction.run(`delete from msp.invoice where import_batch_id = $1 and source = 'import'`, [batchId]);
}

/** Notes the ID that an invoice of an import has at Invoice Ninja. */
export async function noteSent(transaction: Transaction, invoiceId: string, externalId: string): Promise<void> {
	transaction.locking('invoice', invoiceId);
	await transaction.run(
		`update msp.invoice set external_id = $2 where id = $1 and source = 'import' and external_id is distinct from $2`,
		[invoiceId, externalId],
	);
}

/**
 * From the first news of it on, an invoice of an import that was sent to Invoice Ninja is the mirror of the one there. The
 * caller has locked it.
 */
export async function adoptSent(transaction: Transaction, invoiceId: string): Promise<void> {
	await transaction.run(`update msp.invoice set source = 'invoice_ninja' where id = $1 and source = 'import'`, [
		invoiceId,
	]);
}

/** Invoices of imports that are not at Invoice Ninja any more belong to their spreadsheets again. */
export async function forgetSent(transaction: Transaction, invoiceIds: readonly string[]): Promise<void> {
	for (const invoiceId of [...invoiceIds].sort()) transaction.locking('invoice', invoiceId);
	await transaction.run(
		`update msp.invoice set external_id = null, source = 'import'
		where id = any($1) and import_batch_id is not null and external_id is not null`,
		[invoiceIds],
	);
}
