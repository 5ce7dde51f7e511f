import { X509Certificate } from 'node:crypto';
import type { ControlPanel, PanelLogin } from '../../core/panels';
import { pleskPanel, type PleskConditions, type ShownCertificate } from '../../core/panels/plesk';
import { accountsIn, limitMailboxes } from '../../stack/standins/plesk/held';
import { startPlesk, type PleskOptions } from '../../stack/standins/plesk/start';
import { addWebspace, defaultPackages, guidOf, nextId, type PleskState } from '../../stack/standins/plesk/state';
import type { Standin } from '../../stack/standins/shared';
import type { PanelScene, PanelSceneOptions } from './panelScene';

export const pleskKey = 'CANARY-PLESKKEY-7f3a9c';

export interface PleskScene {
	readonly server: Standin<PleskState>;
	readonly panel: ControlPanel;
	readonly login: PanelLogin;
	/** The names of the requests, in their order. */
	calls(): string[];
}

/** A played Plesk server and the panel on it. */
export async function openPleskScene(options: Partial<PleskOptions> = {}): Promise<PleskScene> {
	const server = await startPlesk({ port: 0, secretKey: pleskKey, ...options });
	const login = { baseUrl: server.url, username: '', token: options.secretKey ?? pleskKey };
	return {
		server,
		login,
		panel: pleskPanel(login, conditionsOn(server)),
		calls: () => server.requests().map(({ name }) => name),
	};
}

/** Short waits; and the certificates that the played server would show for its sites, a while after they were made. */
export function conditionsOn(server: Standin<PleskState>): Partial<PleskConditions> {
	return {
		waits: [1, 1, 1],
		look: ({ domain }) => Promise.resolve(shownFor(server.state(), domain)),
	};
}

function shownFor({ webspaces }: PleskState, domain: string): ShownCertificate | undefined {
	const { certificate = '', certificateLooks = null } = webspaces[domain] ?? {};
	if (certificate === '' || (certificateLooks ?? 0) < 3) return undefined;
	const shown = new X509Certificate(certificate);
	const hostnames = [...(shown.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name);
	return { trusted: true, issuer: "Let's Encrypt", expiresAt: new Date(shown.validTo), hostnames };
}

export const pleskChanges: PanelScene['changes'] = {
	createAccount: '^XML webspace.add$',
	suspendAccount: '^XML webspace.set$',
	unsuspendAccount: '^XML webspace.set$',
	terminateAccount: '^REST DELETE /clients/',
	changePackage: '^XML webspace.switch-subscription$',
	changePassword: '^XML webspace.set$',
	editZone: '^REST (POST|DELETE) /dns/records',
	requestCertificate: '^CLI extension --exec$',
	createMailbox: '^XML mail.create$',
	changeMailboxPassword: '^XML mail.update.set$',
	deleteMailbox: '^XML mail.remove$',
	createDatabase: '^REST POST /dbusers$',
	deleteDatabase: '^REST DELETE /databases/',
	savePackage: '^XML service-plan.(add|set)$',
};

/** The same as a scene of any panel. */
export async function openPleskPanelScene({ packageNames }: PanelSceneOptions = {}): Promise<PanelScene> {
	const packages =
		packageNames && Object.fromEntries(packageNames.map((name) => [name, defaultPackages[name] ?? anyPackage]));
	const { server, panel, login } = await openPleskScene({ packages });
	return {
		kind: 'plesk',
		panel,
		standin: server,
		login,
		changes: pleskChanges,
		accounts: () => accountsIn(server.state()),
		addForeignAccount: (username, domain) => addForeignAccount(server, username, domain),
		limitMailboxes: (domain, mailboxes) => limitMailboxes(server.state(), domain, mailboxes),
		close: async () => await server.close(),
	};
}
const anyPackage = { quotaMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };

/** A subscription that somebody else made by hand, for a customer of another name than the system user's. */
export function addForeignAccount(server: Standin<PleskState>, username: string, domain: string): void {
	const state = server.state();
	const id = nextId(state);
	const login = `owner-of-${username}`;
	const client = { id, guid: guidOf(id), login, name: login, email: `owner@${domain}`, type: 'customer' };
	state.clients.push({ ...client, externalId: '', password: 'theirs', status: 0 });
	const planGuid = state.plans.find(({ name }) => name === 'business')?.guid ?? '';
	const { ipAddress } = state;
	addWebspace(state, { domain, ownerId: id, externalId: '', ipAddress, username, password: 'theirs', planGuid });
}
