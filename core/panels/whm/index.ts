import { systemClock, type Clock } from '../../kernel/clock';
import { randomPassword } from '../../kernel/ids';
import type { ControlPanel, PanelAdapter, PanelLogin } from '../controlPanel';
import * as accounts from './account';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import * as server from './server';
import * as ssl from './ssl';
import { openWhm } from './transport';
import { accountUsage } from './usage';
import { chooseUsername } from './usernames';

/** cPanel & WHM, by WHM API 1 and UAPI; version 96 or later. */
export const whmAdapter: PanelAdapter = { label: 'cPanel & WHM', open: whmPanel };

function whmPanel(login: PanelLogin, clock: Clock = systemClock): ControlPanel {
	const whm = openWhm(login);
	return {
		kind: 'whm',

		chooseUsername: async (domain) => await chooseUsername(whm, domain),
		generatePassword: () => randomPassword(),
		createAccount: async (account) => await accounts.createAccount(whm, account),
		findAccount: async (key) => await accounts.findAccount(whm, key),
		listAccounts: () => accounts.listAccounts(whm),
		suspendAccount: async (account, reason) => await accounts.suspendAccount(whm, account, reason),
		unsuspendAccount: async (account) => await accounts.unsuspendAccount(whm, account),
		terminateAccount: async (account) => await accounts.terminateAccount(whm, account),
		changePackage: async (account, packageName) => await accounts.changePackage(whm, account, packageName),
		changePassword: async (account, password) => await accounts.changePassword(whm, account, password),
		createSignOn: async (account, request) => await accounts.createSignOn(whm, account, request),
		// cPanel listens beside WHM, on a port of its own.
		passwordPage: ({ username }) =>
			`https://${new URL(login.baseUrl).hostname}:2083/resetpass/?user=${encodeURIComponent(username)}`,
		accountUsage: async (account) => await accountUsage(whm, account),

		findZone: async (account, zone) => await dns.findZone(whm, account, zone),
		editZone: async (account, zone, edit) => await dns.editZone(whm, account, zone, edit),

		requestCertificate: async (account) => await ssl.requestCertificate(whm, account),
		certificateOf: async (account) => await ssl.certificateOf(whm, account, clock),

		createMailbox: async (account, mailbox) => await mailboxes.createMailbox(whm, account, mailbox),
		listMailboxes: async (account) => await mailboxes.listMailboxes(whm, account),
		changeMailboxPassword: async (account, address, password) =>
			await mailboxes.changeMailboxPassword(whm, account, address, password),
		deleteMailbox: async (account, address) => await mailboxes.deleteMailbox(whm, account, address),

		databaseNames: async (account, wanted) => await databases.databaseNames(whm, account, wanted),
		createDatabase: async (account, database) => await databases.createDatabase(whm, account, database),
		listDatabases: async (account) => await databases.listDatabases(whm, account),
		listDatabaseUsers: async (account) => await databases.listDatabaseUsers(whm, account),
		deleteDatabase: async (account, database) => await databases.deleteDatabase(whm, account, database),

		listPackages: async () => await packages.listPackages(whm),
		savePackage: async (wanted) => await packages.savePackage(whm, login.username, wanted),
		testConnection: async () => await server.testConnection(whm),
		serverLoad: async () => await server.serverLoad(whm),
		serverCapacity: async () => await server.serverCapacity(whm, login.username),
	};
}
