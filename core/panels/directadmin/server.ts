import { z } from 'zod';
import { homeDisk } from '../homeDisk';
import type { ServerCapacity, ServerLoad } from '../types';
import { listHosted, roleOf } from './accountLook';
import { usage } from './answers';
import { whereAllowed } from './errors';
import type { DirectAdmin } from './transport';

const load = z.object({ last1: z.number(), last5: z.number(), last15: z.number() });

export async function serverLoad(da: DirectAdmin): Promise<ServerLoad> {
	const { last1, last5, last15 } = await da.api({ method: 'GET', path: '/api/system-info/load' }, load);
	return { oneMinute: last1, fiveMinutes: last5, fifteenMinutes: last15 };
}

type Limits = Pick<ServerCapacity, 'accountLimit' | 'diskBytes' | 'diskSizeBytes'>;

/**
 * Counts the accounts that the log-in sees. The limit comes from the licence, and the disk is the one of the home
 * directories. For a reseller both come from its allotment.
 */
export async function serverCapacity(da: DirectAdmin): Promise<ServerCapacity> {
	let [accounts, suspendedAccounts] = [0, 0];
	for await (const { account } of listHosted(da)) {
		accounts += 1;
		if (account.suspended) suspendedAccounts += 1;
	}
	const limits = (await resellerLimits(da)) ?? { accountLimit: await licenceLimit(da), ...homeDisk(await mounted(da)) };
	return { accounts, suspendedAccounts, ...limits };
}

const reseller = z.object({ users: usage, quotaBytes: usage });

async function resellerLimits(da: DirectAdmin): Promise<Limits | undefined> {
	if ((await roleOf(da)) !== 'reseller') return undefined;
	const path = `/api/resellers/${encodeURIComponent(da.username)}/usage`;
	const { users, quotaBytes } = await da.api({ method: 'GET', path }, reseller);
	return { accountLimit: users.limit, diskBytes: quotaBytes.used, diskSizeBytes: quotaBytes.limit };
}

const licence = z.object({ limits: z.object({ maxUsers: z.number() }) });

/** In the licence, 0 means unlimited. */
async function licenceLimit(da: DirectAdmin): Promise<number | null> {
	const told = await whereAllowed(da.api({ method: 'GET', path: '/api/license' }, licence));
	return told?.limits.maxUsers || null;
}

const disks = z.array(z.object({ mountPoint: z.string(), usedBytes: z.number(), totalBytes: z.number() }));

async function mounted(da: DirectAdmin) {
	const found = (await whereAllowed(da.api({ method: 'GET', path: '/api/system-info/fs' }, disks))) ?? [];
	return found.map(({ mountPoint: mount, ...sizes }) => ({ mount, ...sizes }));
}
