import { openPanel } from '../../core/panels';
import { accountsIn, limitMailboxes } from '../../stack/standins/whm/held';
import { startWhm, type WhmOptions } from '../../stack/standins/whm/start';
import type { Standin } from '../../stack/standins/shared';
import type { WhmState } from '../../stack/standins/whm/state';
import { sceneOn, type PanelScene } from './panelScene';

export const whmToken = 'CANARY-TOKEN-7f3a9c';

export type WhmScene = PanelScene<WhmState>;

/** A played WHM server and the panel on it. */
export async function openWhmScene(options: Partial<WhmOptions> = {}): Promise<WhmScene> {
	const server = await startWhm({ port: 0, token: whmToken, ...options });
	const login = { baseUrl: server.url, username: options.username ?? 'root', token: options.token ?? whmToken };
	const panel = openPanel('whm', login);
	return sceneOn<WhmState>({ kind: 'whm', panel, server, login }, { accountsIn, limitMailboxes, addForeignAccount });
}

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
