import type { Transaction } from '../db';
import { problemSql, refuse } from './problems';
import type { Staged } from './stage';

/** Checks of rows against each other, all in the database. Rows that break one are refused. */
export async function checkFile(transaction: Transaction, staged: Staged): Promise<void> {
	if (staged.hasLines) {
		await groupLines(transaction, staged);
		await addUpLines(transaction, staged);
		await compareLines(transaction, staged);
		await refuseOtherLines(transaction, staged);
	} else {
		await refuseDuplicates(transaction, staged);
	}
	if (staged.hasPayments) await refuseDuplicatePayments(transaction, staged);
}

/**
 * Settings until the transaction ends, for statements on what is staged. PostgreSQL has not counted rows of a second ago,
 * takes them for a few, and would look through all of them for each: so it may not. What it looks up by its key, row by row,
 * stands in a `lateral` with `offset 0`. Sorting a large file in a few megabytes takes several times as long.
 */
export async function planForMany(transaction: Transaction): Promise<void> {
	await transaction.run(
		`select set_config('work_mem', '64MB', true), set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true),
			set_config('enable_memoize', 'off', true)`,
	);
}

/** Lets a statement look each row up in what is stored by its key, that cannot say so itself. */
export async function byKeys<Result>(transaction: Transaction, work: () => Promise<Result>): Promise<Result> {
	await transaction.run(`select set_config('enable_nestloop', 'on', true)`);
	const result = await work();
	await transaction.run(`select set_config('enable_nestloop', 'off', true)`);
	return result;
}

async function refuseDuplicates(transaction: Transaction, { stagingId }: Staged): Promise<void> {
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('duplicate_in_file', 'number', { row: 'd.first_row' }))}
		from (select position, row_number() over w as nth, first_value(row_number) over w as first_row
			from msp.import_staged where staging_id = $1 and kind = 'invoices' and not refused
			window w as (partition by number collate "C" order by position)) d
		where s.staging_id = $1 and s.position = d.position and d.nth > 1`,
		[stagingId],
	);
}

/** What all rows of one invoice must say alike, where they say it. */
const alike = [
	...['issued_on', 'due_on', 'currency', 'clue', 'net', 'tax', 'total', 'paid', 'balance', 'status'],
] as const;

/** The first row of an invoice is its head, and the others are its further lines. */
async function groupLines(transaction: Transaction, { stagingId }: Staged): Promise<void> {
	const differs = alike.map((column) => `min(${column}) over p is distinct from max(${column}) over p`).join(' or ');
	await transaction.run(
		`update msp.import_staged s set head = d.nth = 1, refused = s.refused or d.code is not null,
			problems = case when d.code is null then s.problems
				else coalesce(s.problems, '[]') || ${problemSql({ sql: 'd.code' }, 'number', { row: 'd.first_row' })} end
		from (select position, nth, first_row, case
				when refused or rows = 1 then null
				when sheet <> first_sheet or (nth > 1 and not is_line) then 'duplicate_in_file'
				when any_line and differs then 'lines_differ'
				when any_line and any_refused then 'other_line_refused' end as code
			from (select position, sheet, refused, line_total is not null as is_line, row_number() over o as nth,
					first_value(sheet) over o as first_sheet, first_value(row_number) over o as first_row,
					bool_or(refused) over p as any_refused, bool_or(line_total is not null) over p as any_line,
					count(*) over p as rows, (${differs}) as differs
				from msp.import_staged where staging_id = $1 and kind = 'invoices' and number is not null
				window p as (partition by number collate "C"), o as (partition by number collate "C" order by refused, position)) g) d
		where s.staging_id = $1 and s.position = d.position and (d.nth > 1 or d.code is not null)`,
		[stagingId],
	);
}

/** Gives the head of an invoice what its lines say together. A total that no row says is the sum of the lines and the tax. */
async function addUpLines(transaction: Transaction, { stagingId }: Staged): Promise<void> {
	await transaction.run(
		`update msp.import_staged s set lines = a.lines, line_total = a.line_sum, clue = a.clue, due_on = a.due_on,
			status = a.status, paid = a.paid, balance = a.balance, order_reference = coalesce(s.order_reference, a.reference),
			notes = coalesce(s.notes, a.notes), total = coalesce(a.total, a.net + a.tax, a.line_sum + coalesce(a.tax, a.line_tax, 0)),
			net = coalesce(a.net, case when a.total is null then a.line_sum end),
			tax = coalesce(a.tax, case when a.total is null then a.line_tax end)
		from (select min(position) filter (where head) as position, sum(line_total)::bigint as line_sum,
				round(sum(line_total * tax_rate / 100))::bigint as line_tax, max(total) as total, max(net) as net, max(tax) as tax,
				max(paid) as paid, max(balance) as balance, max(status) as status, max(due_on) as due_on, max(clue) as clue,
				max(order_reference) as reference, max(notes) as notes,
				jsonb_agg(jsonb_build_object('description', line_description, 'quantity', line_quantity,
					'unitPriceMinor', line_unit_price, 'totalMinor', line_total) order by position)
					filter (where line_total is not null) as lines
			from msp.import_staged where staging_id = $1 and kind = 'invoices' and not refused
			group by number having bool_or(line_total is not null)) a
		where s.staging_id = $1 and s.position = a.position`,
		[stagingId],
	);
}

/** Lines may be with tax or without. They must be one of the two, if the sheet says how much is tax. */
async function compareLines(transaction: Transaction, { stagingId }: Staged): Promise<void> {
	const details = { expected: 's.total', found: 's.line_total', currency: 's.currency' };
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('lines_differ_from_total', 'total', details))}
		where s.staging_id = $1 and s.kind = 'invoices' and s.head and not s.refused and s.lines is not null
			and s.line_total <> s.total and s.line_total <> coalesce(s.net, s.total - s.tax)`,
		[stagingId],
	);
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('negative_total', 'total', { total: 's.total', currency: 's.currency' }))}
		where s.staging_id = $1 and s.kind = 'invoices' and s.head and not s.refused and s.lines is not null and s.total < 0`,
		[stagingId],
	);
}

/** An invoice is imported with all of its lines or not at all. */
export async function refuseOtherLines(
	transaction: Transaction,
	{ stagingId }: Pick<Staged, 'stagingId'>,
): Promise<void> {
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('other_line_refused', 'number'))}
		where s.staging_id = $1 and s.kind = 'invoices' and not s.head and not s.refused and s.number = any(array(
			select number from msp.import_staged where staging_id = $1 and kind = 'invoices' and head and refused
				and number is not null))`,
		[stagingId],
	);
}

async function refuseDuplicatePayments(transaction: Transaction, { stagingId }: Staged): Promise<void> {
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('duplicate_payment', 'reference', { row: 'd.first_row' }))}
		from (select position, row_number() over w as nth, first_value(row_number) over w as first_row
			from msp.import_staged where staging_id = $1 and kind = 'payments' and not refused
			window w as (partition by payment_reference collate "C" order by position)) d
		where s.staging_id = $1 and s.position = d.position and d.nth > 1`,
		[stagingId],
	);
}
