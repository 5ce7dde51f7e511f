import type { HeldAccount } from '../shared';
import type { WhmState } from './state';

/** Returns the accounts of the server, in the form that all stand-in panels share. */
export function accountsIn({ accounts, zones }: Pick<WhmState, 'accounts' | 'zones'>): HeldAccount[] {
	return Object.values(accounts).map((account) => ({
		username: account.user,
		domain: account.domain,
		packageName: account.plan,
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
		texts: (zones[account.domain]?.lines ?? []).filter(({ type }) => type === 'TXT').map(({ data }) => data.join('')),
		certificateAsked: account.certificateLooks !== null,
	}));
}

/** Sets an account's limit of mailboxes by hand, so that it differs from the package. */
export function limitMailboxes({ accounts }: Pick<WhmState, 'accounts'>, domain: string, mailboxes: number): void {
	const account = Object.values(accounts).find((one) => one.domain === domain);
	if (!account) throw new RangeError(`no account serves ${domain}`);
	account.ownLimits = { ...account.ownLimits, mailboxes };
}
