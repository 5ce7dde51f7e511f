import { z } from 'zod';
import { lockCredit } from '../credits';
import type { Merge, Transaction } from '../db';
import { lockRequestsOfBoth } from '../paymentRequests';
import { lockPayments } from '../payments';

const currencyRow = z.object({ currency: z.string() });

/** The rows that others lock before they work on them, in the order of locks. */
const rows = [
	['task', 'select 1 from msp.task where customer_id = $1 order by id for update'],
	['step', 'select 1 from msp.task_step where customer_id = $1 order by task_id, position for update'],
	['service', 'select 1 from msp.service where customer_id = $1 order by id for update'],
	['terms', 'select 1 from msp.service_terms where customer_id = $1 order by service_id for update'],
	['invoice', 'select 1 from msp.invoice where customer_id = $1 order by id for update'],
	['finding', 'select 1 from msp.drift_finding where customer_id = $1 order by id for update'],
] as const;

/**
 * Waits for whoever works on one of two customers, and keeps others from beginning: imports of their company, policies, the
 * nightly decisions, payments, and all rows of the one who is merged.
 *
 * @returns the currencies in which either has, owes or is asked for something.
 */
export async function lockBoth(transaction: Transaction, merge: Merge, companyCode: string): Promise<string[]> {
	const both = [merge.from, merge.into].sort();
	await transaction.lockName('import', companyCode);
	for (const id of both) await transaction.lockName('policy', `customer ${id}`);
	await transaction.lockName('dunning', 'all');
	await lockPayments(transaction);
	transaction.locking('rental_booking', `of ${merge.from}`);
	await transaction.run('select 1 from msp.rental_booking where customer_id = $1 order by id for update', [merge.from]);
	for (const [kind, sql] of rows) {
		transaction.locking(kind, `of ${merge.from}`);
		await transaction.run(sql, [merge.from]);
	}
	const found = await transaction.rows(
		currencyRow,
		`select currency from msp.invoice where customer_id = any($1)
		union select currency from msp.payment_request where customer_id = any($1)
		union select currency from msp.customer_credit where customer_id = any($1) order by 1`,
		[both],
	);
	const currencies = found.map(({ currency }) => currency);
	await lockRequestsOfBoth(transaction, merge, currencies);
	for (const customerId of both) {
		for (const currency of currencies) await lockCredit(transaction, { customerId, currency });
	}
	return currencies;
}
