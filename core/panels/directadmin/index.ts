import { systemClock, type Clock } from '../../kernel/clock';
import { randomPassword } from '../../kernel/ids';
import type { ControlPanel, PanelAdapter, PanelLogin } from '../controlPanel';
import * as changes from './accountChange';
import * as looks from './accountLook';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import { testConnection } from './rights';
import * as server from './server';
import { createSignOn } from './signOn';
import * as ssl from './ssl';
import { openDirectAdmin } from './transport';
import { accountUsage } from './usage';
import { chooseUsername } from './usernames';

/** DirectAdmin, by its legacy commands, and by its JSON API where that has what is needed. */
export const directAdminAdapter: PanelAdapter = { label: 'DirectAdmin', open: directAdminPanel };

function directAdminPanel(login: PanelLogin, clock: Clock = systemClock): ControlPanel {
	const da = openDirectAdmin(login);
	return {
		kind: 'directadmin',

		chooseUsername: async (domain) => await chooseUsername(da, domain),
		generatePassword: () => randomPassword(),
		createAccount: async (account) => await changes.createAccount(da, account),
		findAccount: async (key) => await looks.findAccount(da, key),
		listAccounts: () => looks.listAccounts(da),
		suspendAccount: async (account, reason) => await changes.suspendAccount(da, account, reason),
		unsuspendAccount: async (account) => await changes.unsuspendAccount(da, account),
		terminateAccount: async (account) => await changes.terminateAccount(da, account),
		changePackage: async (account, packageName) => await changes.changePackage(da, account, packageName),
		changePassword: async (account, password) => await changes.changePassword(da, account, password),
		createSignOn: async (account, request) => await createSignOn(da, account, request, clock),
		// It is there where `lost_password=1` is set in directadmin.conf.
		passwordPage: () => `${login.baseUrl.replace(/\/+$/, '')}/CMD_LOST_PASSWORD`,
		accountUsage: async (account) => await accountUsage(da, account),

		findZone: async (account, zone) => await dns.findZone(da, account, zone),
		editZone: async (account, zone, edit) => await dns.editZone(da, account, zone, edit),

		requestCertificate: async (account) => await ssl.requestCertificate(da, account),
		certificateOf: async (account) => await ssl.certificateOf(da, account, clock),

		createMailbox: async (account, mailbox) => await mailboxes.createMailbox(da, account, mailbox),
		listMailboxes: async (account) => await mailboxes.listMailboxes(da, account),
		changeMailboxPassword: async (account, address, password) =>
			await mailboxes.changeMailboxPassword(da, account, address, password),
		deleteMailbox: async (account, address) => await mailboxes.deleteMailbox(da, account, address),

		databaseNames: async (account, wanted) => await databases.databaseNames(da, account, wanted),
		createDatabase: async (account, database) => await databases.createDatabase(da, account, database),
		listDatabases: async (account) => await databases.listDatabases(da, account),
		listDatabaseUsers: async (account) => await databases.listDatabaseUsers(da, account),
		deleteDatabase: async (account, database) => await databases.deleteDatabase(da, account, database),

		listPackages: async () => await packages.listPackages(da),
		savePackage: async (wanted) => await packages.savePackage(da, wanted),
		testConnection: async () => await testConnection(da),
		serverLoad: async () => await server.serverLoad(da),
		serverCapacity: async () => await server.serverCapacity(da),
	};
}
