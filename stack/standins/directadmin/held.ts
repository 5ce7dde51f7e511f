import type { HeldAccount } from '../shared';
import type { DirectAdminState } from './state';

/** Returns the accounts of the server, in the form that all stand-in panels share. */
export function accountsIn({ accounts, zones }: Pick<DirectAdminState, 'accounts' | 'zones'>): HeldAccount[] {
	return Object.values(accounts).map((account) => ({
		username: account.username,
		domain: account.domain,
		packageName: account.packageName,
		suspended: account.suspended,
		password: account.password,
		mailboxes: Object.keys(account.mailboxes),
		databases: account.databases.map((name) => ({
			name,
			users: Object.entries(account.databaseUsers)
				.filter(([, { databases }]) => databases.includes(name))
				.map(([user]) => user),
		})),
		databaseUsers: Object.keys(account.databaseUsers),
		otherPasswords: Object.fromEntries(
			Object.entries({ ...account.mailboxes, ...account.databaseUsers }).map(([name, { password }]) => [
				name,
				password,
			]),
		),
		texts: (zones[account.domain] ?? []).filter(({ type }) => type === 'TXT').map(({ value }) => textOf(value)),
		certificateAsked: account.certificateLooks !== null,
	}));
}

/** Joins the character strings of a TXT value. */
const textOf = (value: string) => value.replace(/^"|"$/g, '').replace(/" "/g, '').replace(/\\(.)/g, '$1');

/** Sets an account's limit of mailboxes by hand, so that it differs from the package. */
export function limitMailboxes(
	{ accounts }: Pick<DirectAdminState, 'accounts'>,
	domain: string,
	mailboxes: number,
): void {
	const account = Object.values(accounts).find((one) => one.domain === domain);
	if (!account) throw new RangeError(`no account serves ${domain}`);
	account.ownLimits.nemails = String(mailboxes);
}
