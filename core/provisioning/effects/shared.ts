import { ExternalError } from '../../kernel/errors';
import type { ReadBack, Secrets } from '../../tasks';
import {
	accountOfSite,
	type Account,
	type AccountRef,
	type ControlPanel,
	type HostingPackage,
	type Mailbox,
} from '../../panels';
import { displayDomain, sameSite, siteOf } from '../../kernel/domainName';
import { comparableAddress } from '../../kernel/mailAddress';

/** The input of an effect on an account. */
export interface AccountTarget {
	/** User name or domain. */
	readonly account: string;
}

/**
 * Returns the account with this user name or domain.
 *
 * @throws ExternalError `not_found` when the server has none.
 */
export async function accountNamed(panel: ControlPanel, userOrDomain: string): Promise<Account> {
	// A text that is a domain names the account by its domain. Any other text is a user name.
	const site = siteOf(userOrDomain);
	const account =
		site === undefined ? await panel.findAccount({ username: userOrDomain.trim() }) : await accountOfSite(panel, site);
	if (account) return account;
	throw new ExternalError(
		'not_found',
		`The server has no account '${userOrDomain}'`,
		'Check the name, and that it is on this server: Account: List shows what is there.',
	);
}

/**
 * Refuses a package that this server does not have, before anything changes. When the log-in may not list packages, the
 * server itself refuses.
 *
 * @throws ExternalError `not_found`, with the names of the packages that the server has.
 */
export async function mustHavePackage(panel: ControlPanel, packageName: string): Promise<void> {
	const packages = await packagesOf(panel);
	if (!packages || packages.some(({ name }) => name === packageName)) return;
	const there = packages.length === 0 ? 'it has none' : `it has ${packages.map(({ name }) => name).join(', ')}`;
	throw new ExternalError(
		'not_found',
		`The server has no package '${packageName}': ${there}`,
		'Choose one of Package: List, or make it on this server with Package: Sync.',
	);
}

/** Returns the packages of the server; undefined when the log-in may not list them. */
export async function packagesOf(panel: ControlPanel): Promise<readonly HostingPackage[] | undefined> {
	try {
		return await panel.listPackages();
	} catch (error) {
		if (error instanceof ExternalError && error.errorClass === 'permission') return undefined;
		throw error;
	}
}

/**
 * Returns the present state of the recorded account.
 *
 * @throws ExternalError `not_found` when it is gone, `exists` when its user name now serves another domain.
 */
export async function presentAccount(panel: ControlPanel, recorded: AccountRef): Promise<Account> {
	const { username, domain } = recorded;
	const account = await panel.findAccount({ username, domain });
	if (!account) {
		throw new ExternalError(
			'not_found',
			`The account '${username}' for ${displayDomain(domain)} is gone`,
			'Look for who removed it.',
		);
	}
	if (sameSite(account.domain, domain)) return account;
	throw new ExternalError('exists', servesAnother(account, domain), 'Check by hand which account is meant.');
}

/**
 * Reads back a part of the recorded account. It is absent if the account is absent, and not ours if the account is not
 * ours.
 */
export async function readBackOf<Result>(
	panel: ControlPanel,
	{ username, domain }: AccountRef,
	look: (account: Account) => Promise<ReadBack<Result>> | ReadBack<Result>,
): Promise<ReadBack<Result>> {
	const account = await panel.findAccount({ username, domain });
	if (!account) return { state: 'absent' };
	if (!sameSite(account.domain, domain)) return { state: 'foreign', evidence: servesAnother(account, domain) };
	return await look(account);
}

/** Tells whether the recorded account exists. An account of the same name for another domain does not count. */
export async function isPresent(panel: ControlPanel, { username, domain }: AccountRef): Promise<boolean> {
	const account = await panel.findAccount({ username, domain });
	return account !== undefined && sameSite(account.domain, domain);
}

function servesAnother(account: Account, domain: string): string {
	return `The account '${account.username}' serves ${displayDomain(account.domain)} now, not ${displayDomain(domain)}`;
}

/**
 * Returns the account when the panel shows the requested change.
 *
 * @throws ExternalError `unknown` when it does not.
 */
export function confirmed(account: Account, shows: (account: Account) => boolean, complaint: string): Account {
	if (shows(account)) return account;
	throw new ExternalError(
		'unknown',
		`The panel said yes, and the account '${account.username}' ${complaint}`,
		'The panel may still be at work: look again in a few minutes.',
	);
}

export async function mailboxOf(
	panel: ControlPanel,
	account: AccountRef,
	address: string,
): Promise<Mailbox | undefined> {
	return (await panel.listMailboxes(account)).find((held) => held.address === comparableAddress(address));
}

/** @throws ExternalError `not_found` when the account has no such mailbox. */
export async function presentMailbox(panel: ControlPanel, account: AccountRef, address: string): Promise<Mailbox> {
	const found = await mailboxOf(panel, account, address);
	if (found) return found;
	throw new ExternalError(
		'not_found',
		`The account '${account.username}' has no mailbox ${address}`,
		'Check the address: Mailbox: List shows what is there.',
	);
}

/** @throws RangeError when the plan decided on no secret of that name. */
export function secretNamed(name: string, secrets: Secrets): string {
	const secret = secrets[name];
	if (secret === undefined) throw new RangeError(`the step holds no secret '${name}'`);
	return secret;
}

export function taken(what: string, chosen: 'name' | 'address'): ExternalError {
	return new ExternalError('exists', `${what} exists already`, `Choose another ${chosen}.`);
}

/** The panel said yes, and does not show the new item. */
export function notThere(what: string): ExternalError {
	return new ExternalError('unknown', `The ${what} is not there yet`, 'Look again in a few minutes.');
}

/** Returns only the names that identify the account. */
export function refOf({ username, domain }: AccountRef): AccountRef {
	return { username, domain };
}
