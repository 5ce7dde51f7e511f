import { z } from 'zod';
import { DatabaseVersionError, fits, migrationState, type Store } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { storeAnswered, storeFailed, versionLooked, type OutageMemory, type StoreNews } from './outage';
import { claimAlertsToTell, type Telling } from './tell';
import { raiseForUnseenPayments } from './unseenPayments';

/** What staff are to be told now. News of the store come alone. */
export interface News {
	readonly store: StoreNews | undefined;
	readonly alerts: readonly Telling[];
}

/**
 * Looks for what staff are to be told: alerts, of which it takes up to `limit`; that the store itself cannot be used, or can
 * again; and that its tables are of another version than the pack, or fit again. None of the last two is kept in the store:
 * the table of the alerts may be what is missing.
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
	try {
		const office = await open();
		const fault = await versionOf(office.store);
		const ofVersion = versionLooked(memory, now, fault);
		if (ofVersion) return { store: ofVersion, alerts: [] };
		// After an outage an alert that is taken and not given would wait for its lease.
		const most = memory.downSince === undefined ? limit : 0;
		const alerts = await claimed(office, most, fault !== undefined);
		return { store: storeAnswered(memory, now), alerts };
	} catch (error) {
		if (!(error instanceof ExternalError || error instanceof InputError)) throw error;
		return { store: storeFailed(memory, now, error), alerts: [] };
	}
}

/** How the database and the pack differ; undefined when they fit, or nobody lets us look. */
async function versionOf(store: Store): Promise<DatabaseVersionError | undefined> {
	try {
		const state = await store.asStaff(
			async (transaction) =>
				await migrationState({
					query: async (sql, values = []) => ({ rows: await transaction.rows(z.unknown(), sql, values) }),
				}),
		);
		return fits(state) ? undefined : new DatabaseVersionError(state);
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'permission') return undefined;
		throw error;
	}
}

/** The alerts that are to be told. Of a database that lacks what they need there are none: that is told by itself. */
async function claimed(office: { readonly store: Store }, most: number, differs: boolean): Promise<Telling[]> {
	try {
		await raiseForUnseenPayments(office);
		return await claimAlertsToTell(office, most);
	} catch (error) {
		if (differs && error instanceof DatabaseVersionError) return [];
		throw error;
	}
}
