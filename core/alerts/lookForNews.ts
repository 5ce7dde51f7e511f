import type { Store } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { storeAnswered, storeFailed, type OutageMemory, type StoreNews } from './outage';
import { claimAlertsToTell, type Telling } from './tell';
import { raiseForUnseenPayments } from './unseenPayments';

/** What staff are to be told now. News of the store come alone. */
export interface News {
	readonly store: StoreNews | undefined;
	readonly alerts: readonly Telling[];
}

/**
 * Looks for what staff are to be told: alerts, of which it takes up to `limit`, and that the store itself cannot be used, or
 * can again.
 *
 * @param open opens the store; a credential that is not right counts as a store that cannot be used.
 * @param memory what is remembered of an outage; it is changed.
 */
export async function lookForNews(
	open: () => Promise<{ readonly store: Store }>,
	memory: OutageMemory,
	limit: number,
	now: Date,
): Promise<News> {
	// After an outage an alert that is taken and not given would wait for its lease.
	const most = memory.downSince === undefined ? limit : 0;
	try {
		const office = await open();
		await raiseForUnseenPayments(office);
		const alerts = await claimAlertsToTell(office, most);
		return { store: storeAnswered(memory, now), alerts };
	} catch (error) {
		if (!(error instanceof ExternalError || error instanceof InputError)) throw error;
		return { store: storeFailed(memory, now, error), alerts: [] };
	}
}
