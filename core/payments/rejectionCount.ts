import type { Store } from '../db';
import type { Provider } from './paymentEvent';
import { countRejections } from './paymentEvents';
import type { RejectionReason } from './rejection';

interface Tally {
	count: number;
	writing: boolean;
}
const tallies = new Map<string, Tally>();

/**
 * Counts a refused delivery; nobody waits for it. While a count is being written, the next ones add up and are written
 * together: a flood of forged deliveries takes one connection, and never waits for its own row lock.
 *
 * @param database tells the databases of one process apart, such as by the ID of their credential.
 * @param failed gets the error when the count cannot be written; it is lost then.
 */
export function countRejection(
	{ store, database }: { readonly store: Store; readonly database: string },
	provider: Provider,
	reason: RejectionReason,
	failed: (error: unknown) => void,
): void {
	const key = JSON.stringify([database, provider, reason]);
	const tally = tallies.get(key) ?? { count: 0, writing: false };
	tallies.set(key, tally);
	tally.count++;
	if (tally.writing) return;

	tally.writing = true;
	const write = async (): Promise<void> => {
		try {
			while (tally.count > 0) {
				const { count } = tally;
				tally.count = 0;
				await store.asStaff(async (transaction) => await countRejections(transaction, provider, reason, count));
			}
		} finally {
			tallies.delete(key);
		}
	};
	write().catch(failed);
}
