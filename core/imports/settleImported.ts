import { settleAgain } from '../billing';
import type { Store } from '../db';
import { forgetToSettle, getBatch } from './batches';

/**
 * Settles the invoices of a batch that have payments of providers too, each in a transaction of its own. A run that died
 * among them is finished by the next call. Returns how many were settled.
 */
export async function settleImported(store: Store, batchId: string): Promise<number> {
	const { toSettle } = await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
	for (const invoiceId of toSettle) {
		await store.asStaff(async (transaction) => {
			await settleAgain(transaction, invoiceId);
			await forgetToSettle(transaction, batchId, invoiceId);
		});
	}
	return toSettle.length;
}
