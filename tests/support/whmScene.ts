import { openPanel, type ControlPanel } from '../../core/panels';
import { accountsIn, limitMailboxes } from '../../stack/standins/whm/held';
import { startWhm, type WhmOptions } from '../../stack/standins/whm/start';
import type { Standin } from '../../stack/standins/shared';
import { defaultPackages, type WhmState } from '../../stack/standins/whm/state';
import type { PanelScene, PanelSceneOptions } from './panelScene';

export const whmToken = 'CANARY-TOKEN-7f3a9c';

export interface WhmScene {
	readonly whm: Standin<WhmState>;
	readonly panel: ControlPanel;
	/** The names of the functions that were called, in their order. */
	calls(): string[];
}

/** A played WHM server and the panel on it. */
export async function openWhmScene(options: Partial<WhmOptions> = {}): Promise<WhmScene> {
	const whm = await startWhm({ port: 0, token: whmToken, ...options });
	const login = { baseUrl: whm.url, username: options.username ?? 'root', token: options.token ?? whmToken };
	return { whm, panel: openPanel('whm', login), calls: () => whm.requests().map(({ name }) => name) };
}

export const whmChanges: PanelScene['changes'] = {
	createAccount: '^createacct$',
	suspendAccount: '^suspendacct$',
	unsuspendAccount: '^unsuspendacct$',
	terminateAccount: '^removeacct$',
	changePackage: '^changepackage$',
	changePassword: '^passwd$',
	editZone: '^mass_edit_dns_zone$',
	requestCertificate: 'SSL::start_autossl_check$',
	createMailbox: 'Email::add_pop$',
	changeMailboxPassword: 'Email::passwd_pop$',
	deleteMailbox: 'Email::delete_pop$',
	createDatabase: 'Mysql::set_privileges_on_database$',
	deleteDatabase: 'Mysql::delete_user$',
	savePackage: '^(addpkg|editpkg)$',
};

/** The same as a scene of any panel. */
export async function openWhmPanelScene({ packageNames }: PanelSceneOptions = {}): Promise<PanelScene> {
	const packages =
		packageNames && Object.fromEntries(packageNames.map((name) => [name, defaultPackages[name] ?? anyPackage]));
	const standin = await startWhm({ port: 0, token: whmToken, packages });
	const login = { baseUrl: standin.url, username: 'root', token: whmToken };
	return {
		kind: 'whm',
		panel: openPanel('whm', login),
		standin,
		login,
		changes: whmChanges,
		accounts: () => accountsIn(standin.state()),
		addForeignAccount: (username, domain) => addForeignAccount(standin, username, domain),
		limitMailboxes: (domain, mailboxes) => limitMailboxes(standin.state(), domain, mailboxes),
		close: async () => await standin.close(),
	};
}
const anyPackage = { quotaMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };

export const acme = {
	username: 'acme1234',
	domain: 'acme.example',
	packageName: 'starter',
	contactEmail: 'owner@acme.example',
	password: 'CANARY-Password-51b2',
} as const;

/** An account that somebody else made on the server, with a zone of its own. */
export function addForeignAccount(whm: Standin<WhmState>, username: string, domain: string): void {
	const state = whm.state();
	state.accounts[username] = {
		user: username,
		domain,
		plan: 'business',
		ownLimits: {},
		email: `owner@${domain}`,
		owner: 'reseller',
		password: 'theirs',
		suspended: false,
		suspendReason: '',
		createdAt: 1_750_000_000,
		certificateLooks: null,
		mailboxes: {},
		databases: [],
		databaseUsers: {},
	};
	state.zones[domain] = { serial: 1, lines: [{ name: `${domain}.`, ttl: 300, type: 'A', data: ['192.0.2.99'] }] };
}
