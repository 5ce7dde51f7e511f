import { collected, type AccountRef, type ControlPanel, type PanelMethod } from '../../core/panels';
import { acme } from './panelScene';

/** What `callEveryMethod` puts on the panel; each test may do more with it. */
export const record = { name: 'www2.acme.example', type: 'A' as const, value: '192.0.2.20', ttl: 300 };
export const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: 500 };
export const shop = { name: 'acme1234_shop', user: 'acme1234_shop', password: acme.password };
export const other = 'Another-Long-Password-7';
export const gold = { name: 'gold', diskMegabytes: 9_000, bandwidthMegabytes: 90_000, mailboxes: 7, databases: null };
export const panelLink = { service: 'panel', browserAddress: '198.51.100.7' } as const;

/** The methods that concern one account: they take its name first. */
export type AccountMethod = {
	[Name in PanelMethod]: Parameters<ControlPanel[Name]> extends readonly [infer First, ...unknown[]]
		? [First, AccountRef] extends [AccountRef, First]
			? Name
			: never
		: never;
}[PanelMethod];

/** A call of each method that concerns the server as a whole, in an order in which each finds something. */
export const onServer = {
	testConnection: (panel) => panel.testConnection(),
	serverLoad: (panel) => panel.serverLoad(),
	savePackage: (panel) => panel.savePackage(gold),
	listPackages: (panel) => panel.listPackages(),
	generatePassword: (panel) => panel.generatePassword(),
	chooseUsername: (panel) => panel.chooseUsername('acme.example'),
	createAccount: (panel) => panel.createAccount(acme),
	findAccount: (panel) => panel.findAccount({ domain: acme.domain }),
	listAccounts: (panel) => collected(panel.listAccounts(), null),
	serverCapacity: (panel) => panel.serverCapacity(),
} satisfies Record<Exclude<PanelMethod, AccountMethod>, (panel: ControlPanel) => unknown>;

const boxOf = ({ domain }: AccountRef) => ({ ...box, address: `info@${domain}` });
const recordsOf = ({ domain }: AccountRef) => [
	{ ...record, name: `www2.${domain}` },
	{ name: `text.${domain}`, type: 'TXT' as const, value: 'a text', ttl: 300 },
];

/** A call of each method that concerns one account, in an order in which each finds something. */
export const onAccount = {
	changePackage: (panel, account) => panel.changePackage(account, 'business'),
	changePassword: (panel, account) => panel.changePassword(account, other),
	createSignOn: (panel, account) => panel.createSignOn(account, panelLink),
	editZone: (panel, account) => panel.editZone(account, account.domain, { add: recordsOf(account), remove: [] }),
	findZone: (panel, account) => panel.findZone(account, account.domain),
	requestCertificate: (panel, account) => panel.requestCertificate(account),
	certificateOf: (panel, account) => panel.certificateOf(account),
	createMailbox: (panel, account) => panel.createMailbox(account, boxOf(account)),
	listMailboxes: (panel, account) => panel.listMailboxes(account),
	changeMailboxPassword: (panel, account) => panel.changeMailboxPassword(account, boxOf(account).address, other),
	databaseNames: (panel, account) => panel.databaseNames(account, { name: 'shop', user: 'shop' }),
	createDatabase: (panel, account) => panel.createDatabase(account, shop),
	listDatabases: (panel, account) => panel.listDatabases(account),
	listDatabaseUsers: (panel, account) => panel.listDatabaseUsers(account),
	passwordPage: (panel, account) => panel.passwordPage(account),
	accountUsage: (panel, account) => panel.accountUsage(account),
	deleteDatabase: (panel, account) => panel.deleteDatabase(account, { name: shop.name, users: [shop.user] }),
	deleteMailbox: (panel, account) => panel.deleteMailbox(account, boxOf(account).address),
	suspendAccount: (panel, account) => panel.suspendAccount(account, 'overdue'),
	unsuspendAccount: (panel, account) => panel.unsuspendAccount(account),
	terminateAccount: (panel, account) => panel.terminateAccount(account),
} satisfies Record<AccountMethod, (panel: ControlPanel, account: AccountRef) => unknown>;

export type Given = Partial<Record<keyof ControlPanel, unknown>>;

/**
 * Calls each method of the panel once, one after the other.
 *
 * @param seen is told of each method after its call.
 * @returns what each gave.
 */
export async function callEveryMethod(
	panel: ControlPanel,
	seen: (method: PanelMethod) => void | Promise<void> = () => undefined,
): Promise<Given> {
	const given: Given = { kind: panel.kind };
	for (const [name, call] of Object.entries({ ...onServer, ...onAccount }) as Array<
		[PanelMethod, (panel: ControlPanel, account: AccountRef) => unknown]
	>) {
		given[name] = await call(panel, acme);
		await seen(name);
	}
	return given;
}
