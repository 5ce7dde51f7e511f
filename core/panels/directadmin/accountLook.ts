import { z } from 'zod';
import { toldDomain } from '../../kernel/domainName';
import { ExternalError, UntrustedServer } from '../../kernel/errors';
import type { Account, AccountKey, AccountRef } from '../types';
import { isRefusal } from '../errors';
import { limit, nameList, textual } from './answers';
import { missing, whereAllowed } from './errors';
import type { DirectAdmin } from './transport';

/** How many accounts are read at a time. No documented call returns all details of every account. */
const readAtOnce = 4;

const config = z.object({
	username: z.string(),
	domain: textual,
	domains: z.array(z.string()).nullish(),
	package: textual,
	suspended: z.boolean(),
	email: textual,
	ip: textual,
	userType: z.string(),
	// In MB, as user.conf has them.
	quotaLim: limit,
	bandwidthLim: limit,
	emailAccountsLim: limit,
	mySqlDatabasesLim: limit,
});

/** An account with the details that only this panel has. */
export interface HostedAccount {
	readonly account: Account;
	/** All its domains in lower case, the first one too. */
	readonly domains: readonly string[];
}

/**
 * Admins and resellers do not count as accounts here: to suspend or remove one would affect everything they own.
 *
 * @throws ExternalError `permission` when the login key may not look at the accounts of this log-in.
 */
export async function findHosted(da: DirectAdmin, username: string): Promise<HostedAccount | undefined> {
	if (!/^[a-z0-9_.-]+$/i.test(username)) return undefined;
	try {
		const path = `/api/users/${encodeURIComponent(username)}/config`;
		const found = await da.api({ method: 'GET', path }, config);
		return found.userType === 'user' ? hosted(found) : undefined;
	} catch (error) {
		if (!(error instanceof ExternalError)) throw error;
		if (error.errorClass === 'not_found') return undefined;
		// A reseller is refused for the accounts of others, and a login key for a command that it lacks.
		if (error.errorClass !== 'permission' || (await listUsernames(da)).includes(username)) throw error;
		return undefined;
	}
}

function hosted(found: z.output<typeof config>): HostedAccount {
	const domain = toldDomain(found.domain);
	const domains = new Set([domain, ...(found.domains ?? []).map(toldDomain)]);
	domains.delete('');
	return {
		account: {
			username: found.username,
			domain,
			packageName: found.package,
			suspended: found.suspended,
			// The server keeps the reason of a suspension, and no documented call returns it.
			suspensionReason: '',
			contactEmail: found.email,
			ipAddress: found.ip,
			limits: {
				diskMegabytes: found.quotaLim,
				bandwidthMegabytes: found.bandwidthLim,
				mailboxes: found.emailAccountsLim,
				databases: found.mySqlDatabasesLim,
			},
		},
		domains: [...domains],
	};
}

export async function findAccount(da: DirectAdmin, key: AccountKey): Promise<Account | undefined> {
	if ('username' in key) return (await findHosted(da, key.username))?.account;
	const owner = await ownerOf(da, key.domain);
	const found = owner === undefined ? undefined : (await findHosted(da, owner))?.account;
	return found?.domain === key.domain ? found : undefined;
}

/** @throws ExternalError `not_found` when the log-in has no such account. */
export async function presentAccount(da: DirectAdmin, { username }: AccountRef): Promise<HostedAccount> {
	const found = await findHosted(da, username);
	if (found) return found;
	throw missing(`account '${username}'`);
}

const owners = z.record(z.string(), z.unknown());

/**
 * Returns the user that has the domain on this server, as the first domain or a further one; undefined when no user has
 * it.
 *
 * Only an admin may look up any domain. For a reseller, it looks through all accounts of the reseller.
 *
 * @throws ExternalError the refusal, if the log-in is no reseller's: an admin's login key lacks the command.
 */
export async function ownerOf(da: DirectAdmin, domain: string): Promise<string | undefined> {
	const told = await ownersTold(da, domain);
	if (told) {
		const owner = Object.entries(told).find(([name]) => toldDomain(name) === domain)?.[1];
		return typeof owner === 'string' && owner !== '' ? owner : undefined;
	}
	for await (const { account, domains } of listHosted(da)) if (domains.includes(domain)) return account.username;
	return undefined;
}

async function ownersTold(da: DirectAdmin, domain: string) {
	const name = 'CMD_API_DOMAIN_OWNERS';
	try {
		return await da.command({ name, fields: { domain } }, owners);
	} catch (error) {
		if (!isRefusal(error)) throw error;
	}
	try {
		// Some versions answer with an error for a domain that no user has. The whole list tells whether that is the
		// case.
		return await da.command({ name }, owners);
	} catch (error) {
		if (!isRefusal(error) || (await roleOf(da)) !== 'reseller') throw error;
		return undefined;
	}
}

/** Yields the accounts of the log-in, a few at a time. It keeps only their names in memory. */
export async function* listHosted(da: DirectAdmin): AsyncIterable<HostedAccount> {
	const usernames = await listUsernames(da);
	for (let start = 0; start < usernames.length; start += readAtOnce) {
		const looks = usernames.slice(start, start + readAtOnce).map(async (username) => await findHosted(da, username));
		// It skips an account that was removed meanwhile, and an account that has no domain yet.
		for (const found of await Promise.all(looks)) if (found && found.account.domain !== '') yield found;
	}
}

export async function* listAccounts(da: DirectAdmin): AsyncIterable<Account> {
	for await (const { account } of listHosted(da)) yield account;
}

/**
 * An admin sees every user of the server. DirectAdmin refuses this to a reseller, who sees only its own users.
 *
 * @throws ExternalError the refusal, if the log-in is no reseller's: a part of the accounts must not pass for all.
 */
export async function listUsernames(da: DirectAdmin): Promise<string[]> {
	try {
		return await da.command({ name: 'CMD_API_SHOW_ALL_USERS' }, nameList);
	} catch (error) {
		if (!isRefusal(error) || (await roleOf(da)) !== 'reseller') throw error;
		return await da.command({ name: 'CMD_API_SHOW_USERS' }, nameList);
	}
}

const session = z.object({ effectiveRole: z.string() });

/** Returns `admin`, `reseller` or `user`; undefined when the login key may not ask. */
export async function roleOf(da: DirectAdmin): Promise<string | undefined> {
	return (await whereAllowed(da.api({ method: 'GET', path: '/api/session' }, session)))?.effectiveRole;
}

/**
 * Does something on behalf of an account. For an account that does not exist this fails in many ways, some of which
 * look like a wrong password; so does a command for somebody else's domain. After a failure it looks the account up. If
 * that works, the log-in is not the problem.
 */
export async function onBehalf<Result>(
	da: DirectAdmin,
	{ username, domain }: AccountRef,
	work: () => Promise<Result>,
): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof ExternalError) || error instanceof UntrustedServer) throw error;
		if (['transport', 'busy', 'exists'].includes(error.errorClass)) throw error;
		const found = await findHosted(da, username);
		if (!found) throw missing(`account '${username}'`);
		if (!found.domains.includes(domain)) throw missing(`domain ${domain} in the account '${username}'`);
		throw error.errorClass === 'auth' ? notForAccount(error, found.account) : error;
	}
}

function notForAccount({ vendorMessage }: ExternalError, { suspended }: Account): ExternalError {
	const remedy = suspended
		? 'The log-in works, and the account is suspended: unsuspend it first.'
		: 'The log-in works: see in the panel whether it may act for the account (log in as), and whether the account may log in.';
	return new ExternalError('permission', vendorMessage, remedy);
}
