import type { Account, ControlPanel } from '../panels';
import type { Missing } from './comparison';
import type { BilledService } from './difference';
import { readFailure, type ReadFailure } from './readServer';

/** More than this were not passed over by chance: that many looks one by one would only take long. */
const mostLooks = 200;

/**
 * The accounts that a list did not tell and that are there all the same. Where an account is removed while a list is read
 * page by page, those behind it move up, and one slips from the page to come onto the page that was read. A panel that
 * has lost its list for a moment gives an empty one.
 *
 * @returns the failure where the panel cannot be asked.
 */
export async function passedOver(
	panel: Pick<ControlPanel, 'findAccount'>,
	missing: ReadonlyArray<Missing<Pick<BilledService, 'domain'>>>,
): Promise<{ readonly found: readonly Account[]; readonly failure: ReadFailure | undefined }> {
	const found: Account[] = [];
	try {
		for (const { service, instead } of missing.slice(0, mostLooks)) {
			// What serves it instead was in the list.
			const account = instead === undefined ? await panel.findAccount({ domain: service.domain }) : undefined;
			if (account) found.push(account);
		}
		return { found, failure: undefined };
	} catch (error) {
		const failure = readFailure(error);
		if (!failure) throw error;
		return { found, failure };
	}
}
