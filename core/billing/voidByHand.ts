import { giveBackCredit } from '../credits';
import type { BackOffice } from '../db';
import { findInvoice, getInvoice, voidOwnInvoice, type Invoice } from '../invoices';
import { InputError } from '../kernel/errors';
import { lockPayments, paymentsOfInvoice } from '../payments';
import { lockRows } from './settleRows';

/** An invoice after a person voided it. */
export interface VoidedInvoice extends Invoice {
	/** What of the customer's credit had paid of it, and is there again. */
	readonly creditGivenBackMinor: number;
	/** False for a repeat. */
	readonly changed: boolean;
}

/**
 * Voids an invoice of the pack: nothing is owed on it, and its periods may be invoiced again. Credit that had paid of it is
 * given back. A repeat changes nothing.
 *
 * @throws InputError when there is no such invoice, another system owns it, or money has come for it.
 */
export async function voidByHand(
	{ store }: Pick<BackOffice, 'store'>,
	{ invoice: wanted, reason }: { readonly invoice: string; readonly reason: string },
): Promise<VoidedInvoice> {
	return await store.asStaff(async (transaction) => {
		await lockPayments(transaction);
		const known = await getInvoice(transaction, wanted);
		const { invoice } = await lockRows(transaction, known);
		const { invoiceId, invoiceNumber, customerId } = invoice;
		const repeat = invoice.status === 'void';
		if (!repeat) {
			mayBeVoided(invoice);
			const payments = await paymentsOfInvoice(transaction, invoiceId);
			if (payments.some(({ outcome }) => outcome !== 'failed')) throw isPaid(invoice);
			await voidOwnInvoice(transaction, invoiceId);
			transaction.audit({
				...{ customerId, action: 'invoice.void', subject: invoiceId, outcome: 'done' },
				...{ detail: { invoiceNumber, reason }, correlationId: invoiceNumber },
			});
		}
		const creditGivenBackMinor = repeat ? 0 : await giveBackCredit(transaction, invoice);
		const now = await findInvoice(transaction, invoiceId);
		if (!now) throw new RangeError(`the invoice ${invoiceNumber} went away while it was locked`);
		return { ...now, creditGivenBackMinor, changed: !repeat };
	});
}

function mayBeVoided({ source, invoiceNumber }: Invoice): void {
	if (source === 'msp') return;
	throw new InputError(
		'invoice',
		`${invoiceNumber} is kept by ${source === 'invoice_ninja' ? 'Invoice Ninja' : source}`,
		'Void it there: the back office follows.',
		'conflict',
	);
}

function isPaid({ invoiceNumber }: Invoice): InputError {
	return new InputError(
		'invoice',
		`${invoiceNumber} has payments`,
		'Refund them first, or take off what is owed with Invoice: Adjust.',
		'conflict',
	);
}
