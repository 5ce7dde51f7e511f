import type { Store, Transaction } from '../db';
import type { DunnedAccount } from './account';
import type { DunningBook } from './book';
import { customersAfter, readAccounts, type OnUnreadable } from './readAccounts';

/** So many customers are in memory at once, however many there are. */
const pageSize = 500;

interface Pages {
	readonly book: DunningBook;
	readonly now: Date;
	/** True when the work writes: two runs take each page one after the other, and the second sees what the first did. */
	readonly alone: boolean;
	/** Takes the customers for whom nothing can be decided: they do not keep the others waiting. */
	readonly onUnreadable: OnUnreadable;
}

/** Goes through all accounts for which there may be something to decide, page by page, each in a transaction of its own. */
export async function forEachPage(
	store: Store,
	{ book, now, alone, onUnreadable }: Pages,
	work: (transaction: Transaction, accounts: readonly DunnedAccount[]) => Promise<void> | void,
	afterPage?: () => Promise<void>,
): Promise<void> {
	let after: string | null = null;
	for (;;) {
		const from: string | null = after;
		const last: string | null = await store.asStaff(async (transaction) => {
			if (alone) await transaction.lockName('dunning', 'all');
			const customers = await customersAfter(transaction, from, pageSize);
			await work(transaction, await readAccounts(transaction, book, customers, now, onUnreadable));
			return customers.length < pageSize ? null : (customers.at(-1)?.customerId ?? null);
		});
		await afterPage?.();
		if (last === null) return;
		after = last;
	}
}
