import { siteKey } from '../kernel/domainName';
import { accountOfSite, type Account, type ControlPanel } from '../panels';
import type { MissingAccount } from './comparison';
import { readFailure, type ReadFailure } from './readServer';

/** More than this are not missing from a list by chance: that many looks one by one would only take long. */
const mostLooks = 200;

/**
 * Finds the accounts that exist and that the list left out. When an account is removed while a list is read page by page,
 * those behind it move up, and one slips onto the page that was read already. A panel that has lost its list for a moment
 * gives an empty one.
 *
 * @returns the failure when the panel cannot be asked.
 */
export async function findUnlisted(
	panel: Pick<ControlPanel, 'findAccount'>,
	missing: readonly MissingAccount[],
): Promise<{ readonly found: readonly Account[]; readonly failure: ReadFailure | undefined }> {
	const found: Account[] = [];
	try {
		for (const { service, instead } of missing.slice(0, mostLooks)) {
			// What serves the domain instead was in the list.
			const account = instead === undefined ? await accountOfSite(panel, siteKey(service.domain)) : undefined;
			if (account) found.push(account);
		}
		return { found, failure: undefined };
	} catch (error) {
		const failure = readFailure(error);
		if (!failure) throw error;
		return { found, failure };
	}
}
