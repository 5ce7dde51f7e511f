import { openPanel } from '../../core/panels';
import { accountsIn, limitMailboxes } from '../../stack/standins/directadmin/held';
import { startDirectAdmin, type DirectAdminOptions } from '../../stack/standins/directadmin/start';
import { newAccount, newZone, type DirectAdminState } from '../../stack/standins/directadmin/state';
import type { Standin } from '../../stack/standins/shared';
import { sceneOn, type PanelScene } from './panelScene';

export const directAdminToken = 'CANARY-LOGINKEY-7f3a9c';

export type DirectAdminScene = PanelScene<DirectAdminState>;

/** A played DirectAdmin server and the panel on it. */
export async function openDirectAdminScene(options: Partial<DirectAdminOptions> = {}): Promise<DirectAdminScene> {
	const server = await startDirectAdmin({ port: 0, token: directAdminToken, ...options });
	const { username = 'admin', token = directAdminToken } = options;
	const login = { baseUrl: server.url, username, token };
	const panel = openPanel('directadmin', login);
	return sceneOn<DirectAdminState>(
		{ kind: 'directadmin', panel, server, login },
		{ accountsIn, limitMailboxes, addForeignAccount },
	);
}

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
