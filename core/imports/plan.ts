import { z } from 'zod';
import type { Transaction } from '../db';
import { linesOfInvoice, stateBefore, type PlannedPart } from '../invoices';
import { planPayments } from './planPayments';
import { problemSql, refuse } from './problems';
import type { ImportRules } from './source';
import type { Staged } from './stage';
import { toldSql } from './told';

export type Part = PlannedPart;

const valuesOf = ({ stagingId, from, to, companyCode }: Part) => [stagingId, from, to, companyCode];

/** An invoice of the file, by its first row, that nothing is wrong with. */
const heads = `s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'invoices' and s.head and not s.refused`;

/** What is stored of an invoice `i` and what is planned for it in `p`. */
const stored = `i.total_minor, i.source_status, i.source_balance_minor, (i.issued_at at time zone 'UTC')::date, i.due_on,
	i.net_minor, i.tax_minor, i.order_reference, i.notes`;
const planned = `p.total, p.status, p.balance, p.issued_on, p.due_on, p.net, p.tax, p.order_reference, p.notes`;
const differs = `(${stored}) is distinct from (${planned})`;
const after = `jsonb_build_object('totalMinor', p.total, 'status', p.status, 'balanceMinor', p.balance, 'issuedOn', p.issued_on,
	'dueOn', p.due_on, 'netMinor', p.net, 'taxMinor', p.tax, 'orderReference', p.order_reference, 'notes', p.notes)`;

/**
 * Decides what becomes of the invoices of some buckets: into `msp.import_planned`, and nowhere else. Rows that do not agree
 * with what is stored are refused.
 */
export async function planPart(
	transaction: Transaction,
	part: Part,
	{ hasLines, hasPayments }: Pick<Staged, 'hasLines' | 'hasPayments'>,
	rules: Pick<ImportRules, 'missingDueDays'>,
): Promise<void> {
	const later = hasLines || hasPayments;
	const { foreign, updated } = await planInvoices(transaction, part, { ...rules, changes: later ? 'false' : differs });
	if (foreign > 0) await refuseForeign(transaction, part);
	if (hasPayments) await planPayments(transaction, part);
	if (later) await findChanges(transaction, part, hasLines);
	else if (updated > 0) await describeChanges(transaction, part, `p.action = 'update'`);
}

/** An invoice that is there stays with its customer, in its currency, and with whoever issued it. */
async function refuseForeign(transaction: Transaction, part: Part): Promise<void> {
	const code = `case when i.source <> 'import' then 'invoice_of_other_source'
		when i.currency <> s.currency then 'currency_changed' else 'invoice_of_other_customer' end`;
	const problem = problemSql({ sql: code }, 'number', {
		source: `case when i.source <> 'import' then i.source end`,
		expected: `case when i.source = 'import' and i.currency <> s.currency then i.currency end`,
		found: `case when i.source = 'import' and i.currency <> s.currency then s.currency end`,
		customer: `case when i.source = 'import' and i.currency = s.currency then k.customer_code end`,
	});
	const values = valuesOf(part).slice(0, 3);
	await transaction.run(
		`update msp.import_staged s set ${refuse(problem)}
		from msp.import_planned p, msp.invoice i, msp.customer k
		where ${heads} and p.staging_id = $1 and p.bucket between $2 and $3 and p.action = 'foreign' and p.bucket = s.bucket
			and p.position = s.position and i.id = p.invoice_id and k.id = i.customer_id`,
		values,
	);
	await transaction.run(
		`delete from msp.import_planned where staging_id = $1 and bucket between $2 and $3 and action = 'foreign'`,
		values,
	);
}

const foundRow = z.object({ foreign: z.number(), updated: z.number() });

/**
 * Plans each invoice of the file. What a sheet does not say stays as it is stored. Returns how many are somebody else's, and
 * how many become other.
 *
 * @param rules.changes the condition that an invoice becomes other.
 */
async function planInvoices(
	transaction: Transaction,
	part: Part,
	rules: Pick<ImportRules, 'missingDueDays'> & { readonly changes: string },
): Promise<z.infer<typeof foundRow>> {
	const issued = `(i.issued_at at time zone 'UTC')::date`;
	const told = toldSql({
		...{ total: 's.total', saidStatus: 's.status', saidBalance: 's.balance', saidPaid: 's.paid' },
		...{ oldTotal: 'i.total_minor', oldStatus: 'i.source_status', oldBalance: 'i.source_balance_minor' },
		...{ payments: 'coalesce(y.payments, 0)', paidByThem: 'coalesce(y.paid, 0)', added: '0' },
	});
	const found = await transaction.row(
		foundRow,
		`with made as (insert into msp.import_planned (staging_id, number, bucket, position, action, invoice_id, for_customer,
			currency, issued_on, due_on, total, net, tax, order_reference, notes, lines, said_status, said_balance, said_paid,
			old_total, old_status, old_balance, balance, status)
		select s.staging_id, s.number, s.bucket, s.position, case when i.id is null then 'create'
				when i.source <> 'import' or i.currency <> s.currency or i.customer_id <> c.for_customer then 'foreign'
				when ${rules.changes} then 'update' else 'same' end, coalesce(i.id, gen_random_uuid()), c.for_customer,
			s.currency, s.issued_on, p.due_on, s.total, p.net, p.tax, p.order_reference, p.notes, s.lines, s.status, s.balance,
			s.paid, i.total_minor, i.source_status, i.source_balance_minor, p.balance, p.status
		from msp.import_staged s join msp.import_clue c on c.staging_id = $1 and c.clue = s.clue
			left join lateral (select * from msp.invoice where company_code = $4 and number = s.number offset 0) i on true
			left join lateral (select count(*) as payments, sum(amount_minor - refunded_minor) as paid
				from msp.payment where i.id is not null and invoice_id = i.id and provider = 'import') y on true,
			lateral (select s.total, s.issued_on, ${told.balance} as balance, ${told.status} as status,
				coalesce(s.due_on, case when ${issued} = s.issued_on then i.due_on end, s.issued_on + $5::integer) as due_on,
				coalesce(s.net, case when i.total_minor = s.total and coalesce(s.tax = i.tax_minor, s.tax is null)
					then i.net_minor end) as net,
				coalesce(s.tax, case when i.total_minor = s.total and coalesce(s.net = i.net_minor, s.net is null)
					then i.tax_minor end) as tax,
				coalesce(s.order_reference, i.order_reference) as order_reference, coalesce(s.notes, i.notes) as notes offset 0) p
		where ${heads} returning action)
		select count(*) filter (where action = 'foreign') as "foreign", count(*) filter (where action = 'update') as updated from made`,
		[...valuesOf(part), rules.missingDueDays],
	);
	return found ?? { foreign: 0, updated: 0 };
}

/** Finds the invoices that are there and become other, once their lines and payments are known. Only these are written. */
async function findChanges(transaction: Transaction, part: Part, hasLines: boolean): Promise<void> {
	const linesDiffer = hasLines ? ` or (p.lines is not null and p.lines is distinct from ${linesOfInvoice})` : '';
	await describeChanges(transaction, part, `p.action = 'same' and (${differs}${linesDiffer})`);
}

/** The lines of an invoice become others, or go: those of another total are not its own any more. */
const linesChange = `(p.lines is not null or (p.total <> p.old_total and ${linesOfInvoice} is not null))`;

/** Keeps what invoices were and what they become. */
async function describeChanges(transaction: Transaction, part: Part, where: string): Promise<void> {
	const lines = (json: string) =>
		` || case when ${linesChange} then jsonb_build_object('lines', ${json}) else '{}' end`;
	await transaction.run(
		`update msp.import_planned t set action = 'update', before = d.before, after = d.after
		from (select p.number, p.bucket, ${stateBefore}${lines(linesOfInvoice)} as before, ${after}${lines('p.lines')} as after
			from msp.import_planned p, lateral (select * from msp.invoice where id = p.invoice_id offset 0) i
			where p.staging_id = $1 and p.bucket between $2 and $3 and ${where}) d
		where t.staging_id = $1 and t.bucket between $2 and $3 and t.bucket = d.bucket and t.number = d.number`,
		valuesOf(part).slice(0, 3),
	);
}
