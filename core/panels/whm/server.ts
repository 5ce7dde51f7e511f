import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { unless } from '../errors';
import { homeDisk } from '../homeDisk';
import type { ServerCapacity, ServerLoad, ServerTest } from '../types';
import { listed } from './account';
import { count, flag, limit, limitOrZero } from './answers';
import type { Whm } from './transport';

/**
 * The rights that the adapter needs, as WHM names them (Manage API Tokens, Edit Reseller Privileges). `all` stands for
 * every right. Source: the ACL reference chart in cPanel's guide to WHM plugins.
 */
export const neededRights = [
	'acct-summary',
	'add-pkg',
	'basic-system-info',
	'basic-whm-functions',
	'cpanel-api',
	'create-acct',
	'create-user-session',
	'edit-dns',
	'edit-pkg',
	'kill-acct',
	'list-accts',
	'list-pkgs',
	'passwd',
	'show-bandwidth',
	'suspend-acct',
	'upgrade-account',
] as const;

/** Rights on the content of packages and on their use. Some operators need these too. */
const harmless = /^(allow-.*-pkgs|allow-(addon|parked)create|viewglobalpackages)$/;

const version = z.object({ version: z.string() });
const privileges = z.object({ privileges: z.array(z.record(z.string(), z.unknown())) });

export async function rightsOf(whm: Whm): Promise<ReadonlySet<string>> {
	const given = (await whm({ name: 'myprivs' }, privileges)).privileges.flatMap((rights) => Object.entries(rights));
	return new Set(given.filter(([, has]) => flag.safeParse(has).data === true).map(([right]) => right));
}

export async function testConnection(whm: Whm): Promise<ServerTest> {
	const running = await whm({ name: 'version' }, version);
	const rights = await rightsOf(whm);
	const missingRights = rights.has('all') ? [] : neededRights.filter((right) => !rights.has(right));
	return { version: running.version, neededRights, missingRights, advice: adviceOn(rights) };
}

function adviceOn(rights: ReadonlySet<string>): string[] {
	if (rights.has('all')) {
		return ["The token may do everything on this server ('all'): make one with the needed rights only."];
	}
	const needed: readonly string[] = neededRights;
	const spare = [...rights].filter((right) => !needed.includes(right) && !harmless.test(right)).sort();
	return spare.length === 0 ? [] : [`The token has rights that nothing here needs: ${spare.join(', ')}.`];
}

const load = z.object({ one: count, five: count, fifteen: count });

export async function serverLoad(whm: Whm): Promise<ServerLoad> {
	const { one, five, fifteen } = await whm({ name: 'systemloadavg' }, load);
	return { oneMinute: one, fiveMinutes: five, fifteenMinutes: fifteen };
}

/**
 * Counts the accounts that the log-in sees. The limit comes from the reseller's allotment, or for root from the
 * licence. The disk is the one of the home directories, if the log-in may look there.
 */
export async function serverCapacity(whm: Whm): Promise<ServerCapacity> {
	return {
		...(await countAccounts(whm)),
		accountLimit: whm.username === 'root' ? await licenceLimit(whm) : await resellerLimit(whm),
		...homeDisk(await disks(whm)),
	};
}

/** Counts by `listaccts`: the functions that only count leave out suspended accounts, or need more rights. */
async function countAccounts(whm: Whm): Promise<{ accounts: number; suspendedAccounts: number }> {
	let [accounts, suspendedAccounts] = [0, 0];
	for await (const { suspended } of listed(whm, 'user,suspended', z.object({ suspended: flag }), 1_000)) {
		accounts += 1;
		if (suspended) suspendedAccounts += 1;
	}
	return { accounts, suspendedAccounts };
}

async function licenceLimit(whm: Whm): Promise<number | null> {
	const told = await whereAllowed(whm({ name: 'get_maximum_users' }, z.object({ users: limitOrZero })));
	return told?.users ?? null;
}

async function resellerLimit(whm: Whm): Promise<number | null> {
	const told = await whereAllowed(whm({ name: 'acctcounts' }, z.object({ reseller: z.object({ limit }) })));
	return told?.reseller.limit ?? null;
}

const partitions = z.object({ partition: z.array(z.object({ mount: z.string(), total: count, used: count })) });

/** WHM counts in kilobytes. */
async function disks(whm: Whm) {
	const found = (await whereAllowed(whm({ name: 'getdiskusage' }, partitions)))?.partition ?? [];
	return found.map(({ mount, used, total }) => ({ mount, usedBytes: used * 1024, totalBytes: total * 1024 }));
}

/** Returns undefined for details that this log-in may not see. */
const whereAllowed = async <Told>(look: Promise<Told>): Promise<Told | undefined> =>
	await unless((error) => error instanceof ExternalError && error.errorClass === 'permission', look);
