import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { ServerCapacity, ServerLoad, ServerTest } from '../types';
import { count, flag, limit, limitOrZero } from './answers';
import type { Whm } from './transport';

/**
 * The rights that the adapter needs, as WHM names them (Manage API Tokens, Edit Reseller Privileges). `all` stands for
 * every one. Source: the ACL reference chart in cPanel's guide to WHM plugins.
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

/** What a package may hold, and which packages may be used: some operators need these as well. */
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
 * The accounts that the log-in sees. The limit is the reseller's allotment, or for root the licence's; the disk is that
 * of the home directories, where the log-in may look.
 */
export async function serverCapacity(whm: Whm, username: string): Promise<ServerCapacity> {
	return {
		...(await countAccounts(whm)),
		accountLimit: username === 'root' ? await licenceLimit(whm) : await resellerLimit(whm),
		...(await homeDisk(whm)),
	};
}

const suspensions = z.object({ acct: z.array(z.object({ suspended: flag })) });

/** By `listaccts`, a large page at a time: the functions that only count leave out the suspended, or ask for more. */
async function countAccounts(whm: Whm, pageSize = 1_000): Promise<{ accounts: number; suspendedAccounts: number }> {
	let [accounts, suspendedAccounts] = [0, 0];
	for (let start = 1; ; start += pageSize) {
		const parameters = {
			want: 'user,suspended',
			'api.chunk.enable': 1,
			'api.chunk.size': pageSize,
			'api.chunk.start': start,
			'api.sort.enable': 1,
			'api.sort.a.field': 'user',
		};
		const { acct } = await whm({ name: 'listaccts', parameters }, suspensions);
		accounts += acct.length;
		suspendedAccounts += acct.filter(({ suspended }) => suspended).length;
		if (acct.length < pageSize) return { accounts, suspendedAccounts };
	}
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

/** In kilobytes. Homes lie on /home, /home2 and so on, or on the disk of the server itself. */
async function homeDisk(whm: Whm): Promise<{ diskBytes: number | null; diskSizeBytes: number | null }> {
	const found = (await whereAllowed(whm({ name: 'getdiskusage' }, partitions)))?.partition ?? [];
	const homes = found.filter(({ mount }) => /^\/home\d*$/.test(mount));
	const disks = homes.length > 0 ? homes : found.filter(({ mount }) => mount === '/');
	if (disks.length === 0) return { diskBytes: null, diskSizeBytes: null };
	const bytes = (kilobytes: readonly number[]) => kilobytes.reduce((sum, one) => sum + one, 0) * 1024;
	return { diskBytes: bytes(disks.map(({ used }) => used)), diskSizeBytes: bytes(disks.map(({ total }) => total)) };
}

/** What only some log-ins may see is left out for the others. */
async function whereAllowed<Told>(look: Promise<Told>): Promise<Told | undefined> {
	try {
		return await look;
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'permission') return undefined;
		throw error;
	}
}
