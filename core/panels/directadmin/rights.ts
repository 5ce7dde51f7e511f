import { z } from 'zod';
import type { ServerTest } from '../types';
import { whereAllowed } from './errors';
import type { DirectAdmin } from './transport';

/**
 * The commands that the adapter calls, as a login key names them: those of the JSON API by what comes after `/api/`.
 */
export const neededCommands = [
	'CMD_API_ACCOUNT_USER',
	'CMD_API_DNS_CONTROL',
	'CMD_API_DOMAIN_OWNERS',
	'CMD_API_MANAGE_USER_PACKAGES',
	'CMD_API_MODIFY_USER',
	'CMD_API_PACKAGES_USER',
	'CMD_API_POP',
	'CMD_API_SELECT_USERS',
	'CMD_API_SHOW_ALL_USERS',
	'CMD_API_SHOW_RESELLER_IPS',
	'CMD_API_SHOW_USERS',
	'CMD_API_SSL',
	'CMD_API_USER_EXISTS',
	'CMD_API_USER_PASSWD',
	'CMD_EMAIL_POP',
	'db-manage',
	'db-show',
	'license',
	'login-keys',
	'resellers',
	'session',
	'system-info',
	'users',
	'version',
] as const;

/** Commands that only one kind of log-in has or needs. */
const adminOnly: readonly string[] = ['CMD_API_DOMAIN_OWNERS', 'CMD_API_SHOW_ALL_USERS', 'license', 'version'];
const resellerOnly: readonly string[] = ['CMD_API_SHOW_USERS', 'resellers'];

/** Commands with which a stolen log-in could take over the server or run anything on it. */
const dangerous =
	/^(CMD_API_EXEC|execute|terminal|CMD_(API_)?ADMIN_FILE_EDITOR|CMD_(API_)?ACCOUNT_ADMIN|plugin-manager)$/;

const session = z.object({
	effectiveRole: z.enum(['user', 'reseller', 'admin']),
	allowedCommands: z.array(z.string()),
});
const versionTold = z.object({ version: z.string() });

/**
 * Reads the list of commands in the session, and tries looks that change nothing, because not every version applies a
 * login key's own list to the session.
 */
export async function testConnection(da: DirectAdmin): Promise<ServerTest> {
	const told = await whereAllowed(da.api({ method: 'GET', path: '/api/session' }, session));
	const role = told?.effectiveRole ?? 'admin';
	const neededRights = neededCommands.filter((name) => isFor(role, name));
	const refused = await refusedLooks(da, role);
	const allowed = told?.allowedCommands ?? neededRights.filter((name) => name !== 'session');
	const version = await whereAllowed(da.api({ method: 'GET', path: '/api/version' }, versionTold));
	return {
		version: version?.version ?? '',
		neededRights,
		missingRights: neededRights.filter((name) => !covers(allowed, name) || refused.includes(name)),
		advice: told
			? adviceOn(role, allowed)
			: ["The login key may not run 'session', so the pack cannot tell which changes it may make."],
	};
}

const isFor = (role: string, name: string) => !(role === 'admin' ? resellerOnly : adminOnly).includes(name);

/** Every `CMD_API_X` is `CMD_X` with another output. A list may have either name. */
function covers(allowed: readonly string[], name: string): boolean {
	return allowed.includes(name) || allowed.includes(name.replace(/^CMD_API_/, 'CMD_'));
}

/** Returns the commands of the looks that the server refuses. */
async function refusedLooks(da: DirectAdmin, role: string): Promise<string[]> {
	const looks: ReadonlyArray<readonly [name: string, look: () => Promise<unknown>]> = [
		...['CMD_API_PACKAGES_USER', 'CMD_API_SHOW_RESELLER_IPS', 'CMD_API_SHOW_USERS', 'CMD_API_SHOW_ALL_USERS']
			.filter((name) => isFor(role, name))
			.map((name) => [name, async () => await da.command({ name }, z.unknown())] as const),
		['CMD_API_USER_EXISTS', async () => await exists(da)],
		['users', async () => await da.api({ method: 'GET', path: `/api/users/${da.username}/config` }, z.unknown())],
		['system-info', async () => await da.api({ method: 'GET', path: '/api/system-info/load' }, z.unknown())],
	];
	const refused: string[] = [];
	for (const [name, look] of looks) {
		const seen = await whereAllowed(look().then(() => true));
		if (!seen) refused.push(name);
	}
	return refused;
}

const exists = async (da: DirectAdmin) =>
	await da.command({ name: 'CMD_API_USER_EXISTS', fields: { user: da.username } }, z.unknown());

function adviceOn(role: string, allowed: readonly string[]): string[] {
	const advice: string[] = [];
	if (role === 'user') {
		advice.push("This is the log-in of a plain user: to manage accounts, an admin's or a reseller's is needed.");
	}
	const needed: readonly string[] = neededCommands;
	const spare = allowed.filter((name) => !needed.some((one) => one === name || one.replace('_API_', '_') === name));
	if (spare.length > 0) {
		const named = [...spare.filter((name) => dangerous.test(name)), ...spare.filter((name) => !dangerous.test(name))];
		const some = named.slice(0, 5).join(', ');
		advice.push(
			`This log-in may run ${spare.length} commands that nothing here needs, such as ${some}: it is the account's ` +
				'password, or a login key without a list. Make a login key with the needed commands, for the networks of n8n only.',
		);
	}
	return advice;
}
