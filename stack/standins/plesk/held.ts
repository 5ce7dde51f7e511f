import type { HeldAccount } from '../shared';
import { limitsIn, type PleskState } from './state';

/** Returns the accounts of the server, in the form that all stand-in panels share. */
export function accountsIn({
	webspaces,
	zones,
	plans,
}: Pick<PleskState, 'webspaces' | 'zones' | 'plans'>): HeldAccount[] {
	return Object.values(webspaces).map((webspace) => ({
		username: webspace.username,
		domain: webspace.domain,
		packageName: plans.find(({ guid }) => guid === webspace.planGuid)?.name ?? '',
		suspended: webspace.status !== 0,
		password: webspace.password,
		mailboxes: Object.keys(webspace.mailboxes),
		databases: webspace.databases.map(({ id, name }) => ({
			name,
			users: Object.entries(webspace.databaseUsers)
				.filter(([, { databaseId }]) => databaseId === 0 || databaseId === id)
				.map(([login]) => login),
		})),
		databaseUsers: Object.keys(webspace.databaseUsers),
		otherPasswords: Object.fromEntries(
			Object.entries({ ...webspace.mailboxes, ...webspace.databaseUsers }).map(([name, { password }]) => [
				name,
				password,
			]),
		),
		texts: (zones[webspace.domain] ?? []).filter(({ type }) => type === 'TXT').map(({ value }) => value),
		certificateAsked: webspace.certificateLooks !== null,
	}));
}

/** Sets an account's limit of mailboxes by hand, so that it differs from the package. */
export function limitMailboxes(state: PleskState, domain: string, mailboxes: number): void {
	const webspace = state.webspaces[domain];
	if (!webspace) throw new RangeError(`no subscription serves ${domain}`);
	webspace.customLimits = { ...limitsIn(state, webspace), max_box: String(mailboxes) };
}
