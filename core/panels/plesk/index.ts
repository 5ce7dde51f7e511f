import { systemClock, type Clock } from '../../kernel/clock';
import type { ControlPanel, PanelAdapter, PanelLogin } from '../controlPanel';
import * as changes from './accountChange';
import { createAccount } from './accountCreation';
import * as looks from './accountLook';
import * as certificates from './certificate';
import * as databases from './database';
import * as dns from './dns';
import * as mailboxes from './mailbox';
import * as packages from './package';
import { generatePassword } from './passwords';
import { testConnection } from './rights';
import * as server from './server';
import { createSignOn } from './signOn';
import { siteCertificate, type SiteLook } from './siteCertificate';
import { openPlesk } from './transport';
import { accountUsage } from './usage';
import { chooseUsername } from './usernames';

export type { ShownCertificate } from './siteCertificate';

/** Plesk, by its REST API, its XML API for what that one lacks, and its utilities for certificates. */
export const pleskAdapter: PanelAdapter = { label: 'Plesk', open: (login, clock) => pleskPanel(login, clock) };

/** What a panel depends on besides the server, so that a test can set it. */
export interface PleskConditions {
	readonly waits: changes.Waits;
	readonly look: SiteLook;
}

export function pleskPanel(
	login: PanelLogin,
	clock: Clock = systemClock,
	{ waits = [1_000, 2_000, 4_000, 8_000], look = siteCertificate() }: Partial<PleskConditions> = {},
): ControlPanel {
	const plesk = openPlesk(login);
	return {
		kind: 'plesk',

		chooseUsername: async (domain) => await chooseUsername(plesk, domain),
		generatePassword,
		createAccount: async (account) => await createAccount(plesk, account),
		findAccount: async (key) => await looks.findAccount(plesk, key),
		listAccounts: () => looks.listAccounts(plesk),
		suspendAccount: async (account) => await changes.suspendAccount(plesk, account, waits),
		unsuspendAccount: async (account) => await changes.unsuspendAccount(plesk, account, waits),
		terminateAccount: async (account) => await changes.terminateAccount(plesk, account, waits),
		changePackage: async (account, packageName) => await changes.changePackage(plesk, account, packageName, waits),
		changePassword: async (account, password) => await changes.changePassword(plesk, account, password, waits),
		createSignOn: async (account, request) => await createSignOn(plesk, account, request),
		// Asks for the customer's mail address or login.
		passwordPage: () => `${plesk.base}/get_password.php`,
		accountUsage: async (account) => await accountUsage(plesk, account),

		findZone: async (account, zone) => await dns.findZone(plesk, account, zone),
		editZone: async (account, zone, edit) => await dns.editZone(plesk, account, zone, edit),

		requestCertificate: async (account) => await certificates.requestCertificate(plesk, account, waits),
		certificateOf: async (account) => await certificates.certificateOf(plesk, account, { look, clock }),

		createMailbox: async (account, mailbox) => await mailboxes.createMailbox(plesk, account, mailbox, waits),
		listMailboxes: async (account) => await mailboxes.listMailboxes(plesk, account),
		changeMailboxPassword: async (account, address, password) =>
			await mailboxes.changeMailboxPassword(plesk, account, address, password, waits),
		deleteMailbox: async (account, address) => await mailboxes.deleteMailbox(plesk, account, address, waits),

		databaseNames: async (account, wanted) => await databases.databaseNames(plesk, account, wanted),
		createDatabase: async (account, database) => await databases.createDatabase(plesk, account, database, waits),
		listDatabases: async (account) => await databases.listDatabases(plesk, account),
		listDatabaseUsers: async (account) => await databases.listDatabaseUsers(plesk, account),
		deleteDatabase: async (account, database) => await databases.deleteDatabase(plesk, account, database, waits),

		listPackages: async () => await packages.listPackages(plesk),
		savePackage: async (wanted) => await packages.savePackage(plesk, wanted),
		testConnection: async () => await testConnection(plesk, login),
		serverLoad: async () => await server.serverLoad(plesk),
		serverCapacity: async () => await server.serverCapacity(plesk),
	};
}
