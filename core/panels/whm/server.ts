import { z } from 'zod';
import type { HostingPackage, ServerLoad, ServerTest } from '../types';
import { count, flag, limit } from './answers';
import type { Whm } from './transport';

/**
 * The rights that the adapter needs, as WHM names them (Manage API Tokens, Edit Reseller Privileges). `all` stands for
 * every one. Source: the ACL reference chart in cPanel's guide to WHM plugins.
 */
export const neededRights = [
	'acct-summary',
	'basic-system-info',
	'basic-whm-functions',
	'cpanel-api',
	'create-acct',
	'create-user-session',
	'edit-dns',
	'kill-acct',
	'list-accts',
	'list-pkgs',
	'passwd',
	'show-bandwidth',
	'suspend-acct',
	'upgrade-account',
] as const;

const version = z.object({ version: z.string() });
const privileges = z.object({ privileges: z.array(z.record(z.string(), z.unknown())) });

export async function testConnection(whm: Whm): Promise<ServerTest> {
	const running = await whm({ name: 'version' }, version);
	const given = Object.assign({}, ...(await whm({ name: 'myprivs' }, privileges)).privileges) as Record<
		string,
		unknown
	>;
	const has = (right: string) => flag.safeParse(given[right]).data === true;
	return {
		version: running.version,
		missingRights: has('all') ? [] : neededRights.filter((right) => !has(right)),
	};
}

const load = z.object({ one: count, five: count, fifteen: count });

export async function serverLoad(whm: Whm): Promise<ServerLoad> {
	const { one, five, fifteen } = await whm({ name: 'systemloadavg' }, load);
	return { oneMinute: one, fiveMinutes: five, fifteenMinutes: fifteen };
}

const packages = z.object({
	pkg: z.array(z.object({ name: z.string(), QUOTA: limit, BWLIMIT: limit, MAXPOP: limit, MAXSQL: limit })),
});

/** Those that the log-in may give to an account. */
export async function listPackages(whm: Whm): Promise<HostingPackage[]> {
	const { pkg } = await whm({ name: 'listpkgs', parameters: { want: 'creatable' } }, packages);
	return pkg.map((found) => ({
		name: found.name,
		diskMegabytes: found.QUOTA,
		bandwidthMegabytes: found.BWLIMIT,
		mailboxes: found.MAXPOP,
		databases: found.MAXSQL,
	}));
}
