import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { AccountRef, AccountUsage } from '../types';
import { presentAccount } from './accountLook';
import { usage } from './answers';
import { missing } from './errors';
import type { DirectAdmin } from './transport';

const told = z.object({ quotaBytes: usage, bandwidthBytes: usage, emailAccounts: usage, mySqlDatabases: usage });

/** The bandwidth is of the current month, from the last nightly tally. So is the disk use if `realtime_quota` is 0. */
export async function accountUsage(da: DirectAdmin, account: AccountRef): Promise<AccountUsage> {
	const { quotaBytes, bandwidthBytes, emailAccounts, mySqlDatabases } = await usageOf(da, account);
	return {
		diskBytes: quotaBytes.used,
		diskLimitBytes: quotaBytes.limit,
		bandwidthBytes: bandwidthBytes.used,
		bandwidthLimitBytes: bandwidthBytes.limit,
		mailboxes: emailAccounts.used,
		databases: mySqlDatabases.used,
	};
}

export async function usageOf(da: DirectAdmin, account: AccountRef): Promise<z.output<typeof told>> {
	try {
		const path = `/api/users/${encodeURIComponent(account.username)}/usage`;
		return await da.api({ method: 'GET', path }, told);
	} catch (error) {
		if (!(error instanceof ExternalError)) throw error;
		if (error.errorClass === 'not_found') throw missing(`account '${account.username}'`);
		// DirectAdmin refuses a reseller the accounts of others.
		if (error.errorClass === 'permission') await presentAccount(da, account);
		throw error;
	}
}
