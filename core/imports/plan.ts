import type { Transaction } from '../db';
import { linesOfInvoice, stateOfInvoice, type PlannedPart } from '../invoices';
import { byKeys } from './checkFile';
import { planPayments } from './planPayments';
import { problemSql, refuse } from './problems';
import type { ImportRules } from './source';
import type { Staged } from './stage';
import { toldSql } from './told';

export type Part = PlannedPart;

const valuesOf = ({ stagingId, from, to, companyCode }: Part) => [stagingId, from, to, companyCode];

/** An invoice of the file, by its first row, that nothing is wrong with. */
const heads = `s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'invoices' and s.head and not s.refused`;

/** The customer of a row. Looked up by its key for each: joined, it may be looked up the other way round. */
const meant = `(select customer_id from msp.import_clue where staging_id = s.staging_id and clue = s.clue)`;

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
	await byKeys(transaction, async () => {
		await refuseForeign(transaction, part);
		await planInvoices(transaction, part, rules);
		if (hasPayments) await planPayments(transaction, part);
		await findChanges(transaction, part, hasLines);
	});
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
	await transaction.run(
		`update msp.import_staged s set ${refuse(problem)}
		from msp.invoice i, msp.customer k
		where ${heads} and i.company_code = $4 and i.number = s.number and k.id = i.customer_id
			and (i.source <> 'import' or i.currency <> s.currency or i.customer_id <> ${meant})`,
		valuesOf(part),
	);
}

/** What a sheet does not say stays as it is stored. */
async function planInvoices(transaction: Transaction, part: Part, rules: Pick<ImportRules, 'missingDueDays'>) {
	const issued = `(i.issued_at at time zone 'UTC')::date`;
	const told = toldSql({
		...{ total: 's.total', saidStatus: 's.status', saidBalance: 's.balance', saidPaid: 's.paid' },
		...{ oldTotal: 'i.total_minor', oldStatus: 'i.source_status', oldBalance: 'i.source_balance_minor' },
		...{ payments: 'coalesce(y.payments, 0)', paidByThem: 'coalesce(y.paid, 0)', added: '0' },
	});
	await transaction.run(
		`insert into msp.import_planned (staging_id, number, bucket, position, action, invoice_id, for_customer, currency,
			issued_on, due_on, total, net, tax, order_reference, notes, lines, said_status, said_balance, said_paid, old_total,
			old_status, old_balance, balance, status)
		select s.staging_id, s.number, s.bucket, s.position, case when i.id is null then 'create' else 'same' end,
			coalesce(i.id, gen_random_uuid()), ${meant}, s.currency, s.issued_on,
			coalesce(s.due_on, case when ${issued} = s.issued_on then i.due_on end, s.issued_on + $5::integer), s.total,
			coalesce(s.net, case when i.total_minor = s.total then i.net_minor end),
			coalesce(s.tax, case when i.total_minor = s.total then i.tax_minor end),
			coalesce(s.order_reference, i.order_reference), coalesce(s.notes, i.notes), s.lines, s.status, s.balance, s.paid,
			i.total_minor, i.source_status, i.source_balance_minor, ${told.balance}, ${told.status}
		from msp.import_staged s left join msp.invoice i on i.company_code = $4 and i.number = s.number
			left join lateral (select count(*) as payments, sum(amount_minor - refunded_minor) as paid
				from msp.payment where i.id is not null and invoice_id = i.id and provider = 'import') y on true
		where ${heads}`,
		[...valuesOf(part), rules.missingDueDays],
	);
}

/** Finds the invoices that are there and become other. Only these are written. */
async function findChanges(transaction: Transaction, part: Part, hasLines: boolean): Promise<void> {
	const stored = `i.total_minor, i.source_status, i.source_balance_minor, (i.issued_at at time zone 'UTC')::date, i.due_on,
		i.net_minor, i.tax_minor, i.order_reference, i.notes`;
	const planned = `p.total, p.status, p.balance, p.issued_on, p.due_on, p.net, p.tax, p.order_reference, p.notes`;
	const before = hasLines
		? `case when p.lines is null then '{}' else jsonb_build_object('lines', ${linesOfInvoice}) end`
		: '';
	const after = hasLines ? `case when p.lines is null then '{}' else jsonb_build_object('lines', p.lines) end` : '';
	const plus = (more: string) => (more === '' ? '' : ` || ${more}`);
	const linesDiffer = hasLines ? ` or (p.lines is not null and p.lines is distinct from ${linesOfInvoice})` : '';
	await transaction.run(
		`update msp.import_planned p set action = 'update', before = ${stateOfInvoice}${plus(before)},
			after = jsonb_build_object('totalMinor', p.total, 'status', p.status, 'balanceMinor', p.balance,
				'issuedOn', p.issued_on, 'dueOn', p.due_on, 'netMinor', p.net, 'taxMinor', p.tax,
				'orderReference', p.order_reference, 'notes', p.notes)${plus(after)}
		from msp.invoice i where p.staging_id = $1 and p.bucket between $2 and $3 and p.action = 'same' and i.id = p.invoice_id
			and ((${stored}) is distinct from (${planned})${linesDiffer})`,
		valuesOf(part).slice(0, 3),
	);
}
