import type { BackOffice } from '../db';
import { findServerLogIn } from './servers';
import { type ControlPanel, openPanel, panelKind } from '../panels';
import { limitedPanel } from './limitedPanel';
import { unknownServer } from './saveServer';
import { serverSlots } from './serverSlots';

/** A panel that the back office knows. */
export interface ServerPanel {
	readonly serverId: string;
	readonly serverCode: string;
	readonly panel: ControlPanel;
}

/**
 * Opens the panel of a server record, with the log-in that is sealed there. All workers together never run more calls
 * at once on it than the record allows.
 *
 * @param server the server's code or its ID.
 * @throws InputError when there is no such server, it is a host behind Ansible, or the credential's key does not open its token.
 */
export async function openServerPanel(
	{ store, vault }: Pick<BackOffice, 'store' | 'vault'>,
	server: string,
): Promise<ServerPanel> {
	const logIn = await store.asStaff(async (transaction) => await findServerLogIn(transaction, server));
	if (!logIn) throw unknownServer(server);
	const { serverId, serverCode, panel, baseUrl, username, sealedToken } = logIn;
	const token = vault.open(`server:${serverId}`, sealedToken);
	const login = {
		baseUrl,
		username,
		token,
		certificateAuthority: logIn.certificateAuthority ?? undefined,
		certificateFingerprint: logIn.certificateFingerprint ?? undefined,
	};
	const opened = openPanel(panelKind(panel), login);
	return { serverId, serverCode, panel: limitedPanel(opened, serverSlots(store, serverId)) };
}
