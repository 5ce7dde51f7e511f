import { InputError } from '../kernel/errors';
import { checkedUrl } from '../kernel/http';
import type { ControlPanel, PanelLogin } from './controlPanel';
import { adapters, type PanelKind } from './registry';

/**
 * Opens a panel. It sends no request yet.
 *
 * @throws InputError when the address is invalid, or would send the log-in over a network without TLS. The first
 *   request would reveal the log-in, even if the panel then asks for https.
 */
export function openPanel(kind: PanelKind, login: PanelLogin): ControlPanel {
	const { protocol, hostname } = checkedUrl(login.baseUrl);
	if (protocol !== 'https:' && !isThisMachine(hostname)) {
		throw new InputError(
			'baseUrl',
			'begins with http: everybody on the way could read the log-in',
			'Write it with https. If the panel signed its certificate itself, pin it: Server: Show Certificate tells its fingerprint.',
		);
	}
	return adapters[kind].open(login);
}

function isThisMachine(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
