import type { Store } from '../db';
import { openTally } from '../kernel/tally';
import type { Provider } from './paymentEvent';
import { countRejections } from './paymentEvents';
import type { RejectionReason } from './rejection';

const count = openTally();

/**
 * Counts a refused delivery; nobody waits for it, and a flood of forged deliveries takes one connection.
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
	const write = async (times: number) =>
		await store.asStaff(async (transaction) => await countRejections(transaction, provider, reason, times));
	count([database, provider, reason], write, failed);
}
