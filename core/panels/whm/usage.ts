import { z } from 'zod';
import type { AccountRef, AccountUsage } from '../types';
import { count, limitOrZero } from './answers';
import { listDatabases } from './database';
import { listMailboxes } from './mailbox';
import type { Whm } from './transport';

const megabyte = 1_048_576;
const quota = z.object({ megabytes_used: count, megabyte_limit: limitOrZero });
const bandwidth = z.object({ acct: z.array(z.object({ user: z.string(), totalbytes: count, limit: limitOrZero })) });

/** The bandwidth is of the current month. For a new account the server has not counted yet. */
export async function accountUsage(whm: Whm, account: AccountRef): Promise<AccountUsage> {
	const { username: user } = account;
	const disk = await whm({ name: 'Quota/get_quota_info', user }, quota);
	// The search is a pattern; user names are letters and digits.
	const { acct } = await whm({ name: 'showbw', parameters: { searchtype: 'user', search: `^${user}$` } }, bandwidth);
	const traffic = acct.find((row) => row.user === user);
	return {
		diskBytes: Math.round(disk.megabytes_used * megabyte),
		diskLimitBytes: disk.megabyte_limit === null ? null : Math.round(disk.megabyte_limit * megabyte),
		bandwidthBytes: traffic?.totalbytes ?? 0,
		bandwidthLimitBytes: traffic?.limit ?? null,
		mailboxes: (await listMailboxes(whm, account)).length,
		databases: (await listDatabases(whm, account)).length,
	};
}
