import { collected, type ControlPanel } from '../../core/panels';
import { acme } from './whmScene';

/** What `everyMethod` puts on the panel; each test may do more with it. */
export const record = { name: 'www2.acme.example', type: 'A' as const, value: '192.0.2.20', ttl: 300 };
export const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: 500 };
export const shop = { name: 'acme1234_shop', user: 'acme1234_shop', password: acme.password };
export const other = 'Another-Long-Password-7';
export const gold = { name: 'gold', diskMegabytes: 9_000, bandwidthMegabytes: 90_000, mailboxes: 7, databases: null };
export const panelLink = { service: 'panel', browserAddress: '198.51.100.7' } as const;

/** Every method of a panel, in an order in which all of them have something to do. */
const everyMethod: ReadonlyArray<[keyof ControlPanel, (panel: ControlPanel) => unknown]> = [
	['kind', (panel) => panel.kind],
	['testConnection', (panel) => panel.testConnection()],
	['serverLoad', (panel) => panel.serverLoad()],
	['savePackage', (panel) => panel.savePackage(gold)],
	['listPackages', (panel) => panel.listPackages()],
	['generatePassword', (panel) => panel.generatePassword()],
	['chooseUsername', (panel) => panel.chooseUsername('acme.example')],
	['createAccount', (panel) => panel.createAccount(acme)],
	['findAccount', (panel) => panel.findAccount({ domain: acme.domain })],
	['listAccounts', (panel) => collected(panel.listAccounts(), null)],
	['serverCapacity', (panel) => panel.serverCapacity()],
	['changePackage', (panel) => panel.changePackage(acme, 'business')],
	['changePassword', (panel) => panel.changePassword(acme, other)],
	['createSignOn', (panel) => panel.createSignOn(acme, panelLink)],
	['editZone', (panel) => panel.editZone(acme, acme.domain, { add: [record], remove: [] })],
	['findZone', (panel) => panel.findZone(acme, acme.domain)],
	['requestCertificate', (panel) => panel.requestCertificate(acme)],
	['certificateOf', (panel) => panel.certificateOf(acme)],
	['createMailbox', (panel) => panel.createMailbox(acme, box)],
	['listMailboxes', (panel) => panel.listMailboxes(acme)],
	['changeMailboxPassword', (panel) => panel.changeMailboxPassword(acme, box.address, other)],
	['databaseNames', (panel) => panel.databaseNames(acme, { name: 'shop', user: 'shop' })],
	['createDatabase', (panel) => panel.createDatabase(acme, shop)],
	['listDatabases', (panel) => panel.listDatabases(acme)],
	['listDatabaseUsers', (panel) => panel.listDatabaseUsers(acme)],
	['passwordPage', (panel) => panel.passwordPage(acme)],
	['accountUsage', (panel) => panel.accountUsage(acme)],
	['deleteDatabase', (panel) => panel.deleteDatabase(acme, { name: shop.name, users: [shop.user] })],
	['deleteMailbox', (panel) => panel.deleteMailbox(acme, box.address)],
	['suspendAccount', (panel) => panel.suspendAccount(acme, 'overdue')],
	['unsuspendAccount', (panel) => panel.unsuspendAccount(acme)],
	['terminateAccount', (panel) => panel.terminateAccount(acme)],
];

export type Given = Partial<Record<keyof ControlPanel, unknown>>;

/** Calls each method of the panel once, one after the other; what each gave. */
export async function callEveryMethod(panel: ControlPanel): Promise<Given> {
	const given: Given = {};
	for (const [name, call] of everyMethod) given[name] = await call(panel);
	return given;
}
