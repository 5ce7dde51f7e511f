import { reportIn } from '../alerts';
import type { Store } from '../db';

/** Why, and what a person can do about it. */
export type Refusal = Pick<Error, 'message'> & { readonly remedy: string };

/** A customer for whom something could not be done that was to be done, and why. */
export interface Unreadable {
	readonly customerId: string;
	readonly customerCode: string;
	/** `account`: nothing can be decided for the customer. `fee`: a late fee was refused. */
	readonly what: 'account' | 'fee';
	readonly error: Refusal;
}

const words = {
	account: {
		cause: 'unreadable',
		title: 'Nothing can be decided for',
		message: 'The customer is left out of dunning, and no service of theirs is given back by itself.',
	},
	fee: {
		cause: 'fee',
		title: 'A late fee is not charged to',
		message: 'Everything else of the customer goes on. The next night tries the fee again.',
	},
} as const;

/** Tells staff of customers whom the run had to leave out, until somebody puts them right. */
export async function tellOfUnreadable(store: Store, unreadable: readonly Unreadable[]): Promise<void> {
	if (unreadable.length === 0) return;
	await store.asStaff(async (transaction) => {
		for (const { customerId, customerCode, what, error } of unreadable) {
			const { cause, title, message } = words[what];
			await reportIn(transaction, {
				cause: `dunning:${cause}:${customerId}`,
				kind: 'other',
				severity: 'warning',
				settles: 'quiet',
				title: `${title} ${customerCode}: ${error.message}`,
				message,
				remedy: error.remedy,
				facts: { customerCode },
			});
		}
	});
}
