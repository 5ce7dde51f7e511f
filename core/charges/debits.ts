import type { Transaction } from '../db';
import { dayIn, isTimeZone } from '../kernel/calendar';
import { policyIn, readPolicies } from '../policies';
import { arrivedDebits, attemptsOfInvoices, settleAttempt } from './attempts';
import { nextTryAfter } from './nextCharge';

/**
 * Writes how bank debits came out that were on their way, by what Stripe told since: the money came, or the bank sent the
 * debit back. One that came back is tried again as a card that was declined for the moment.
 *
 * @returns how many came out.
 */
export async function settleDebits(transaction: Transaction, now: Date): Promise<number> {
	const arrived = await arrivedDebits(transaction);
	if (arrived.length === 0) return 0;
	const book = await readPolicies(transaction, [...new Set(arrived.map(({ customerId }) => customerId))]);
	const all = await attemptsOfInvoices(transaction, [...new Set(arrived.map(({ invoiceId }) => invoiceId))]);
	for (const { succeeded, timeZone, ...attempt } of arrived) {
		if (!isTimeZone(timeZone) || book.unreadable.has(attempt.customerId)) continue;
		const before = all.filter(({ invoiceId, number }) => invoiceId === attempt.invoiceId && number < attempt.number);
		const outcome = succeeded ? 'succeeded' : 'soft_decline';
		const today = dayIn(timeZone, now);
		await settleAttempt(transaction, attempt.attemptId, {
			...attempt,
			outcome,
			triedOn: attempt.triedOn ?? today,
			reason: succeeded ? '' : 'the bank sent the debit back',
			nextTryOn: nextTryAfter(outcome, [...before, attempt], policyIn(book, attempt.customerId), today),
		});
	}
	return arrived.length;
}
