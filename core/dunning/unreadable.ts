import { reportIn } from '../alerts';
import type { Store } from '../db';
import type { InputError } from '../kernel/errors';

/** A customer for whom nothing can be decided, and why. */
export interface Unreadable {
	readonly customerId: string;
	readonly customerCode: string;
	readonly error: InputError;
}

/** Tells staff of customers who are neither reminded nor given back what was suspended, until somebody puts them right. */
export async function tellOfUnreadable(store: Store, unreadable: readonly Unreadable[]): Promise<void> {
	if (unreadable.length === 0) return;
	await store.asStaff(async (transaction) => {
		for (const { customerId, customerCode, error } of unreadable) {
			await reportIn(transaction, {
				cause: `dunning:unreadable:${customerId}`,
				kind: 'other',
				severity: 'warning',
				settles: 'quiet',
				title: `Nothing can be decided for ${customerCode}: ${error.message}`,
				message: 'The customer is left out of dunning, and no service of theirs is given back by itself.',
				remedy: error.remedy,
				facts: { customerCode },
			});
		}
	});
}
