import { InputError } from '../kernel/errors';
import { checkedUrl } from '../kernel/http';
import type { ControlPanel, PanelLogin } from './controlPanel';
import { adapters, type PanelKind } from './registry';

/**
 * Opens a panel; nothing is asked of it yet.
 *
 * @throws InputError where the address is none, or would carry the log-in over a network without TLS: the first request
 *   would have given it away, also where the panel then asks for https.
 */
export function openPanel(kind: PanelKind, login: PanelLogin): ControlPanel {
	const { protocol, hostname } = checkedUrl(login.baseUrl);
	if (protocol !== 'https:' && !isThisMachine(hostname)) {
		throw new InputError(
			'baseUrl',
			'begins with http: everybody on the way could read the log-in',
			'Write it with https. Where the panel signed its certificate itself, pin it: Server: Show Certificate tells its fingerprint.',
		);
	}
	return adapters[kind].open(login);
}

function isThisMachine(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
