import { openPanel, type ControlPanel } from '../../core/panels';
import { accountsIn, limitMailboxes } from '../../stack/standins/directadmin/held';
import { startDirectAdmin, type DirectAdminOptions } from '../../stack/standins/directadmin/start';
import { defaultPackages, newAccount, newZone, type DirectAdminState } from '../../stack/standins/directadmin/state';
import type { Standin } from '../../stack/standins/shared';
import type { PanelScene, PanelSceneOptions } from './panelScene';

export const directAdminToken = 'CANARY-LOGINKEY-7f3a9c';

export interface DirectAdminScene {
	readonly server: Standin<DirectAdminState>;
	readonly panel: ControlPanel;
	/** The names of the requests, in their order. */
	calls(): string[];
}

/** A played DirectAdmin server and the panel on it. */
export async function openDirectAdminScene(options: Partial<DirectAdminOptions> = {}): Promise<DirectAdminScene> {
	const server = await startDirectAdmin({ port: 0, token: directAdminToken, ...options });
	const login = {
		baseUrl: server.url,
		username: options.username ?? 'admin',
		token: options.token ?? directAdminToken,
	};
	return {
		server,
		panel: openPanel('directadmin', login),
		calls: () => server.requests().map(({ name }) => name),
	};
}

export const directAdminChanges: PanelScene['changes'] = {
	createAccount: '^CMD_API_ACCOUNT_USER create$',
	suspendAccount: '^CMD_API_SELECT_USERS suspend$',
	unsuspendAccount: '^CMD_API_SELECT_USERS unsuspend$',
	terminateAccount: '^CMD_API_SELECT_USERS delete$',
	changePackage: '^CMD_API_MODIFY_USER package$',
	changePassword: '^CMD_API_USER_PASSWD save$',
	editZone: '^CMD_API_DNS_CONTROL (add|select)$',
	requestCertificate: '^CMD_API_SSL save$',
	createMailbox: '^CMD_API_POP create$',
	changeMailboxPassword: '^CMD_API_POP modify$',
	deleteMailbox: '^CMD_API_POP delete$',
	createDatabase: '^POST /api/db-manage/create-db-with-user$',
	deleteDatabase: '^DELETE /api/db-manage/users/',
	savePackage: '^CMD_API_MANAGE_USER_PACKAGES save$',
};

/** The same as a scene of any panel. */
export async function openDirectAdminPanelScene({ packageNames }: PanelSceneOptions = {}): Promise<PanelScene> {
	const packages =
		packageNames && Object.fromEntries(packageNames.map((name) => [name, defaultPackages[name] ?? anyPackage]));
	const standin = await startDirectAdmin({ port: 0, token: directAdminToken, packages });
	const login = { baseUrl: standin.url, username: 'admin', token: directAdminToken };
	return {
		kind: 'directadmin',
		panel: openPanel('directadmin', login),
		standin,
		login,
		changes: directAdminChanges,
		accounts: () => accountsIn(standin.state()),
		addForeignAccount: (username, domain) => addForeignAccount(standin, username, domain),
		limitMailboxes: (domain, mailboxes) => limitMailboxes(standin.state(), domain, mailboxes),
		close: async () => await standin.close(),
	};
}
const anyPackage = { quotaMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };

/** An account that a reseller made on the server, with a zone of its own. */
export function addForeignAccount(server: Standin<DirectAdminState>, username: string, domain: string): void {
	const state = server.state();
	state.accounts[username] = newAccount({
		username,
		domain,
		packageName: 'business',
		email: `owner@${domain}`,
		creator: 'reseller',
		password: 'theirs',
		ip: state.ipAddress,
	});
	state.zones[domain] = newZone(domain, state);
}
