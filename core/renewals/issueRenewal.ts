import { useCredit } from '../credits';
import type { BackOffice, Transaction } from '../db';
import { adjustedOf, insertAdjustment, issueDraft, lockInvoice, setInvoiceState, type Invoice } from '../invoices';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { preparedRenewal, type PreparedRenewal } from './prepared';

/** An invoice that the store has issued. */
export type IssuedRenewal = PreparedRenewal & {
	/** What of the customer's credit has paid of it. */
	readonly creditUsedMinor: number;
	/** False for a repeat. */
	readonly issued: boolean;
};

/**
 * Issues a prepared invoice in the store: it gets its number, and what the customer has to its credit pays it first. A
 * repeat changes nothing, and returns the invoice as it is by now.
 *
 * @throws InputError when there is no such invoice, or it was voided.
 */
export async function issueRenewal(
	{ store }: Pick<BackOffice, 'store'>,
	invoiceId: string,
	clock: Clock = systemClock,
): Promise<IssuedRenewal> {
	return await store.asStaff(async (transaction) => {
		const { invoice, created } = await issueDraft(transaction, invoiceId, { issuedAt: clock.now() });
		if (invoice.status === 'void') throw voided(invoice);
		if (created) await payFromCredit(transaction, invoice);
		const issued = await preparedRenewal(transaction, invoiceId);
		if (!issued) throw new RangeError(`the invoice ${invoiceId} is not in this scope`);
		return { ...issued, creditUsedMinor: await adjustedOf(transaction, invoiceId), issued: created };
	});
}

function voided({ invoiceId }: Invoice): InputError {
	return new InputError(
		'invoiceId',
		`is of an invoice that was voided: ${invoiceId}`,
		'Cancel its task. MSP Billing → Renewal: Prepare Again makes another one for its periods.',
		'conflict',
	);
}

/** What the customer has to its credit pays an invoice that the caller has just opened. Returns how much. */
export async function payFromCredit(transaction: Transaction, opened: Invoice): Promise<number> {
	const invoice = await lockInvoice(transaction, opened.invoiceId);
	if (!invoice || invoice.balanceMinor === 0) return 0;
	const amountMinor = await useCredit(transaction, invoice);
	if (amountMinor === 0) return 0;
	await insertAdjustment(transaction, { invoice, amountMinor, reason: 'Paid from credit', reference: 'credit' });
	const balanceMinor = invoice.balanceMinor - amountMinor;
	const status = balanceMinor === 0 ? 'paid' : 'partial';
	await setInvoiceState(transaction, invoice.invoiceId, { ...invoice, status, balanceMinor });
	return amountMinor;
}
