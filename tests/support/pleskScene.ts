import { X509Certificate } from 'node:crypto';
import { pleskPanel, type PleskConditions, type ShownCertificate } from '../../core/panels/plesk';
import { accountsIn, limitMailboxes } from '../../stack/standins/plesk/held';
import { startPlesk, type PleskOptions } from '../../stack/standins/plesk/start';
import { addWebspace, guidOf, nextId, type PleskState } from '../../stack/standins/plesk/state';
import type { Standin } from '../../stack/standins/shared';
import { sceneOn, type PanelScene } from './panelScene';

export const pleskKey = 'CANARY-PLESKKEY-7f3a9c';

export type PleskScene = PanelScene<PleskState>;

/** A played Plesk server and the panel on it. */
export async function openPleskScene(options: Partial<PleskOptions> = {}): Promise<PleskScene> {
	const server = await startPlesk({ port: 0, secretKey: pleskKey, ...options });
	const login = { baseUrl: server.url, username: '', token: options.secretKey ?? pleskKey };
	const panel = pleskPanel(login, conditionsOn(server));
	return sceneOn<PleskState>(
		{ kind: 'plesk', panel, server, login },
		{ accountsIn, limitMailboxes, addForeignAccount },
	);
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
