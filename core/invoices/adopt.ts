import type { Transaction } from '../db';
import { freeNumber, type MirroredInvoice } from './mirror';

/**
 * Makes a draft of the pack, which the caller has locked, the mirror of the invoice that an accounting system made of it. Its
 * service, its period and its lines stay.
 *
 * @returns false when it is no draft of the pack any more.
 */
export async function adoptDraft(transaction: Transaction, invoiceId: string, told: MirroredInvoice): Promise<boolean> {
	const number = await freeNumber(transaction, told);
	const changed = await transaction.run(
		`update msp.invoice set source = $2, external_id = $3, number = $4, currency = $5, total_minor = $6, status = $7,
			balance_minor = $8, source_status = $7, source_balance_minor = $8, source_changed_at = $9, source_read_at = $10,
			source_recurring_id = $11, link = $12, partial_minor = $13, partial_due_on = $14::date, issued_at = $15::date,
			due_on = $16::date
		where id = $1 and source = 'msp' and status = 'draft'`,
		[
			...[invoiceId, told.source, told.externalId, number, told.currency, told.totalMinor, told.status],
			...[told.balanceMinor, told.changedAt, told.readAt, told.recurringId, told.link],
			...[told.partialMinor, told.partialDueOn, told.issuedOn, told.dueOn],
		],
	);
	return changed > 0;
}
