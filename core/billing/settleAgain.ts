import type { Transaction } from '../db';
import { findInvoice } from '../invoices';
import { lockPayments } from '../payments';
import { lockRows, settleRows } from './settleRows';

/** Settles an invoice anew, such as after a spreadsheet said something else of it. One that is gone is passed over. */
export async function settleAgain(transaction: Transaction, invoiceId: string): Promise<void> {
	await lockPayments(transaction);
	const invoice = await findInvoice(transaction, invoiceId);
	if (invoice) await settleRows(transaction, await lockRows(transaction, invoice));
}
