import { z } from 'zod';
import type { Transaction } from '../db';

/** A part of the payments of an import: the rows of `msp.import_staged` in some buckets, of invoices that are planned. */
export interface StagedPayments {
	readonly stagingId: string;
	readonly batchId: string;
	readonly from: number;
	readonly to: number;
}

/** A payment of a spreadsheet that went back has an amount of nothing, and a refund. */
const amounts = `greatest(s.amount, 0), greatest(-s.amount, 0)`;

const staged = `from msp.import_staged s
	join msp.import_planned p on p.staging_id = s.staging_id and p.bucket = s.bucket and p.number = s.number
where s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'payments' and not s.refused and s.head`;

/**
 * Adds the payments that an import makes, of invoices that are written. Their outcome is `paid`, and the balance that the
 * spreadsheet tells counts them. Returns how many.
 */
export async function insertStagedPayments(transaction: Transaction, part: StagedPayments): Promise<number> {
	return await transaction.run(
		`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, refunded_minor, price_minor,
			currency, outcome, outcome_detail, received_at, import_batch_id)
		select p.for_customer, p.invoice_id, 'import', s.payment_reference, ${amounts}, greatest(s.amount, 0), p.currency, 'paid',
			coalesce(s.method, ''), s.paid_on::timestamp at time zone 'UTC', $4
		${staged}
		on conflict (provider, payment_reference) do nothing`,
		[part.stagingId, part.from, part.to, part.batchId],
	);
}

/** Of a row `y` of `msp.payment`: what a spreadsheet says of it, as JSON. */
export const stateOfPayment = `jsonb_build_object('amountMinor', y.amount_minor - y.refunded_minor,
	'paidOn', (y.received_at at time zone 'UTC')::date, 'method', y.outcome_detail)`;

/** What the row `s` of `msp.import_staged` says of it. */
export const saidOfPayment = `jsonb_build_object('amountMinor', s.amount, 'paidOn', s.paid_on,
	'method', coalesce(s.method, y.outcome_detail))`;

/** The payment that is there already, of the row `s`: looked up by its key, however the rest is planned. */
export const storedPayment = `select * from msp.payment where provider = 'import'
	and payment_reference = s.payment_reference offset 0`;

/** The condition that a payment `y` is there already, and is other than the row `s` says. */
export const paymentDiffers = `y.provider = 'import' and y.payment_reference = s.payment_reference
	and (y.amount_minor - y.refunded_minor, (y.received_at at time zone 'UTC')::date, y.outcome_detail)
		is distinct from (s.amount, s.paid_on, coalesce(s.method, y.outcome_detail))`;

/** Writes payments that are there and that the spreadsheet says something else of. */
export async function updateStagedPayments(transaction: Transaction, part: StagedPayments): Promise<number> {
	return await transaction.run(
		`update msp.payment y set (amount_minor, refunded_minor) = (${amounts}), price_minor = greatest(s.amount, 0),
			received_at = s.paid_on::timestamp at time zone 'UTC', outcome_detail = coalesce(s.method, y.outcome_detail)
		${staged} and ${paymentDiffers}`,
		[part.stagingId, part.from, part.to],
	);
}

/** Removes the payments that a batch made. */
export async function removeImportedPayments(transaction: Transaction, batchId: string): Promise<number> {
	return await transaction.run(`delete from msp.payment where import_batch_id = $1 and provider = 'import'`, [batchId]);
}

/** Puts payments back as they were before a batch changed them. */
export async function restorePayments(transaction: Transaction, batchId: string): Promise<number> {
	return await transaction.run(
		`update msp.payment y set amount_minor = greatest(b.amount, 0), refunded_minor = greatest(-b.amount, 0),
			price_minor = greatest(b.amount, 0), received_at = b.paid_on::timestamp at time zone 'UTC', outcome_detail = b.method
		from msp.import_row r, lateral (select (r.before ->> 'amountMinor')::bigint as amount,
			(r.before ->> 'paidOn')::date as paid_on, r.before ->> 'method' as method) b
		where r.batch_id = $1 and r.outcome = 'updated' and r.kind = 'payments' and y.provider = 'import'
			and y.payment_reference = r.subject`,
		[batchId],
	);
}

const identity = z.object({ invoiceId: z.uuid() });

/** The invoices, of those that an import writes, that have payments of providers too. */
export async function plannedWithProviders(transaction: Transaction, part: StagedPayments): Promise<string[]> {
	const found = await transaction.rows(
		identity,
		`select distinct y.invoice_id from msp.import_planned p,
			lateral (select invoice_id from msp.payment where invoice_id = p.invoice_id and provider <> 'import' offset 0) y
		where p.staging_id = $1 and p.bucket between $2 and $3 and p.action = 'update'`,
		[part.stagingId, part.from, part.to],
	);
	return found.map(({ invoiceId }) => invoiceId);
}
