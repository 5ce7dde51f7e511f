import { setTimeout as wait } from 'node:timers/promises';
import { ExternalError } from '../../kernel/errors';
import type { Account, AccountKey, AccountRef } from '../types';
import { underBackup } from './answers';
import { customerNamed, customersById, type Customer } from './customer';
import { planNames } from './plan';
import { missing } from './errors';
import type { Plesk } from './transport';
import { allWebspaces, webspaceNamed, webspacesOfClient, type Webspace } from './webspace';

export async function findAccount(plesk: Plesk, key: AccountKey): Promise<Account | undefined> {
	const { webspace, owner } =
		'username' in key
			? await webspaceOfUser(plesk, key)
			: { webspace: await webspaceNamed(plesk, key.domain), owner: undefined };
	if (!webspace || webspace.account.username === '') return undefined;
	const owners = owner ? new Map([[owner.id, owner]]) : await customersById(plesk, [webspace.ownerId]);
	return described(webspace, owners, await planNames(plesk));
}

/**
 * No call of Plesk finds a system user. If the domain is known, this looks there first. The customer of an account that
 * this pack made has the same name. Without a domain, this searches the other subscriptions batch by batch, because
 * somebody may have made the account by hand.
 */
async function webspaceOfUser(
	plesk: Plesk,
	{ username, domain }: { readonly username: string; readonly domain?: string },
): Promise<{ readonly webspace?: Webspace; readonly owner?: Customer }> {
	const isIt = ({ account }: Webspace) => account.username === username;
	const named = domain === undefined ? undefined : await webspaceNamed(plesk, domain);
	if (named && isIt(named)) return { webspace: named };
	const customer = await customerNamed(plesk, username);
	const own = customer && (await ownWebspace(plesk, customer.id, isIt));
	if (own) return own.ownerId === customer.id ? { webspace: own, owner: customer } : { webspace: own };
	if (domain !== undefined) return {};
	for await (const some of allWebspaces(plesk)) {
		const webspace = some.find(isIt);
		if (webspace) return { webspace };
	}
	return {};
}

/** A subscription without hosting matches by its customer's name. One with a system user of that name comes first. */
async function ownWebspace(
	plesk: Plesk,
	customerId: string,
	isIt: (webspace: Webspace) => boolean,
): Promise<Webspace | undefined> {
	let bare: Webspace | undefined;
	for await (const some of webspacesOfClient(plesk, customerId)) {
		const known = some.filter(isIt);
		const hosted = known.find(({ hasHosting }) => hasHosting);
		if (hosted) return hosted;
		bare ??= known[0];
	}
	return bare;
}

/** Yields every account of the server, batch by batch. It keeps only the IDs and the names of the plans in memory. */
export async function* listAccounts(plesk: Plesk): AsyncIterable<Account> {
	const names = await planNames(plesk);
	for await (const some of allWebspaces(plesk)) {
		const owners = await customersById(
			plesk,
			some.map(({ ownerId }) => ownerId),
		);
		for (const webspace of some) if (webspace.account.username !== '') yield described(webspace, owners, names);
	}
}

function described(
	{ account, ownerId, planGuids }: Webspace,
	owners: ReadonlyMap<string, Customer>,
	names: ReadonlyMap<string, string>,
): Account {
	return {
		...account,
		// The plans do not include add-ons.
		packageName: planGuids.map((guid) => names.get(guid)).find((name) => name !== undefined) ?? '',
		contactEmail: owners.get(ownerId)?.email ?? '',
	};
}

/** @throws ExternalError `not_found` when there is no such subscription, or it belongs to somebody else. */
export async function presentWebspace(plesk: Plesk, { username, domain }: AccountRef): Promise<Webspace> {
	const found = await webspaceNamed(plesk, domain);
	if (found?.account.username === username) return found;
	throw missing(`account '${username}' for ${domain}`);
}

/**
 * Returns the subscription as soon as no backup is running.
 *
 * @throws ExternalError `busy` when a backup is still running after the last look.
 */
export async function idleWebspace(plesk: Plesk, account: AccountRef): Promise<Webspace> {
	for (let looks = 0; ; looks++) {
		const found = await presentWebspace(plesk, account);
		if ((found.status & underBackup) === 0) return found;
		const waitMs = plesk.waits[looks];
		if (waitMs === undefined) throw stillBusy(account);
		await wait(waitMs);
	}
}

const stillBusy = ({ domain }: AccountRef) =>
	new ExternalError(
		'busy',
		`The subscription ${domain} is being backed up or restored`,
		'Nothing to do: the pack tries again later. Tools & Settings → Backup Manager shows what is under way.',
	);
