import type { Transaction } from '../db';
import type { PlannedPart } from '../invoices';
import { storedPayment } from '../payments';
import { keyWithReference } from './paymentKey';
import { problemSql, refuse } from './problems';
import { toldSql } from './told';

const valuesOf = ({ stagingId, from, to }: PlannedPart) => [stagingId, from, to];
const payments = `s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'payments' and not s.refused and s.head`;
const inPart = `p.staging_id = $1 and p.bucket between $2 and $3`;
const itsInvoice = `${inPart} and p.bucket = s.bucket and p.number = s.number`;
const withStored = `left join lateral (${storedPayment}) y on true`;

/** Finds the invoices of the payments, in the file or stored, and what the payments leave of their balances. */
export async function planPayments(transaction: Transaction, part: PlannedPart): Promise<void> {
	await planImplied(transaction, part);
	await refuseWithoutInvoice(transaction, part);
	await passOverKnown(transaction, part);
	await refuseTooMuch(transaction, part);
	await tellBalances(transaction, part);
}

/** The numbers of invoices of the file that turned out to be others than those that are stored under them. */
const foreign = `array(select f.number from msp.import_staged f where f.staging_id = $1 and f.bucket between $2 and $3
	and f.kind = 'invoices' and f.head and f.refused and f.number is not null
	and (f.problems @> '[{"code": "invoice_of_other_customer"}]' or f.problems @> '[{"code": "currency_changed"}]'))`;

/** An invoice of which only the payments are in the file is planned as it is stored: not when the file means another one. */
async function planImplied(transaction: Transaction, part: PlannedPart): Promise<void> {
	await transaction.run(
		`insert into msp.import_planned (staging_id, number, bucket, position, implied, action, invoice_id, for_customer, currency,
			issued_on, due_on, total, net, tax, order_reference, notes, old_total, old_status, old_balance, balance, status)
		select $1, s.number, s.bucket, s.position, true, 'same', i.id, i.customer_id, i.currency,
			(i.issued_at at time zone 'UTC')::date, i.due_on, i.total_minor, i.net_minor, i.tax_minor, i.order_reference, i.notes,
			i.total_minor, i.source_status, i.source_balance_minor, i.source_balance_minor, i.source_status
		from (select s.number, s.bucket, min(s.position) as position from msp.import_staged s where ${payments}
				and s.number <> all(${foreign}) group by s.number, s.bucket) s,
			lateral (select * from msp.invoice where company_code = $4 and number = s.number and source = 'import' offset 0) i
		on conflict (staging_id, bucket, number) do nothing`,
		[...valuesOf(part), part.companyCode],
	);
}

async function refuseWithoutInvoice(transaction: Transaction, part: PlannedPart): Promise<void> {
	const code = `case when d.source is not null then 'invoice_of_other_source'
		when d.currency is not null then 'payment_in_other_currency' else 'payment_without_invoice' end`;
	const problem = problemSql({ sql: code }, 'number', {
		source: 'd.source',
		expected: 'd.currency',
		found: 'case when d.currency is not null then s.currency end',
	});
	await transaction.run(
		`update msp.import_staged s set ${refuse(problem)}
		from (select s.position, i.source, p.currency
			from msp.import_staged s
				left join msp.import_planned p on ${itsInvoice}
				left join lateral (select * from msp.invoice where p.number is null and company_code = $4 and number = s.number
					and source <> 'import' offset 0) i on true
			where ${payments} and (p.number is null or p.currency <> s.currency)) d
		where s.staging_id = $1 and s.bucket between $2 and $3 and s.position = d.position`,
		[...valuesOf(part), part.companyCode],
	);
}

/**
 * Passes over what is known under the very reference that the sheet gives, of whichever provider: an export has the payments
 * that Stripe told. Like the further lines of an invoice, such a row is no head.
 */
async function passOverKnown(transaction: Transaction, part: PlannedPart): Promise<void> {
	await transaction.run(
		`update msp.import_staged s set head = false
		from (select s.position from msp.import_staged s join msp.import_planned p on ${itsInvoice},
				lateral (select payment_reference from msp.payment where invoice_id = p.invoice_id offset 0) y
			where ${payments} and p.action <> 'create' and s.payment_reference = ${keyWithReference('$4', 'y.payment_reference')}) d
		where s.staging_id = $1 and s.bucket between $2 and $3 and s.position = d.position`,
		[...valuesOf(part), part.companyCode],
	);
}

/** What the payments of spreadsheets pay of each invoice: those that are stored, and those of the file. */
const paidOf = `select s.number, sum(s.amount) as said, count(*) - count(y.id) as more,
		coalesce(sum(y.amount_minor - y.refunded_minor), 0) as restated
	from msp.import_staged s ${withStored}
	where ${payments} group by s.number`;
const storedOf = (
	invoice: string,
) => `(select count(*) as payments, coalesce(sum(amount_minor - refunded_minor), 0) as paid
	from msp.payment where invoice_id = ${invoice} and provider = 'import')`;

/** Refuses the payments with which more is paid than an invoice asks for. */
async function refuseTooMuch(transaction: Transaction, part: PlannedPart): Promise<void> {
	const details = { paid: 'd.running', total: 'd.total', currency: 'd.currency' };
	await transaction.run(
		`update msp.import_staged s set ${refuse(problemSql('payments_exceed_total', 'amount', details))}
		from (select r.position, p.total, p.currency, r.running + z.paid - r.restated as running
			from (select s.number, s.position, s.amount, sum(s.amount) over w as said,
					sum(s.amount) over (w order by s.position) as running,
					coalesce(sum(y.amount_minor - y.refunded_minor) over w, 0) as restated
				from msp.import_staged s ${withStored}
				where ${payments} window w as (partition by s.number collate "C")) r
				join msp.import_planned p on ${inPart} and p.number = r.number,
				lateral ${storedOf('p.invoice_id')} z
			where r.amount > 0 and r.said + z.paid - r.restated > p.total and r.running + z.paid - r.restated > p.total) d
		where s.staging_id = $1 and s.bucket between $2 and $3 and s.position = d.position`,
		valuesOf(part),
	);
}

async function tellBalances(transaction: Transaction, part: PlannedPart): Promise<void> {
	const told = toldSql({
		...{ total: 'p.total', saidStatus: 'p.said_status', saidBalance: 'p.said_balance', saidPaid: 'p.said_paid' },
		...{ oldTotal: 'p.old_total', oldStatus: 'p.old_status', oldBalance: 'p.old_balance' },
		payments: '(y.payments + a.more)',
		...{ paidByThem: '(y.paid - a.restated + a.said)', added: '(a.said - a.restated)' },
	});
	await transaction.run(
		`update msp.import_planned t set balance = d.balance, status = d.status
		from (select p.number, ${told.balance} as balance, ${told.status} as status
			from (${paidOf}) a join msp.import_planned p on ${inPart} and p.number = a.number,
				lateral ${storedOf('p.invoice_id')} y) d
		where t.staging_id = $1 and t.bucket between $2 and $3 and t.number = d.number`,
		valuesOf(part),
	);
}
