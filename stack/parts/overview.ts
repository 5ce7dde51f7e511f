import type { Addresses } from './credentials';
import { demoServers, labelOf } from './demoServers';
import type { Ports } from './ports';
import type { Secrets } from './settings';

export interface Place {
	readonly name: string;
	readonly address: string;
	/** How to log in, or what is there. */
	readonly note: string;
}

/** Everything that a person may want to open. */
export function placesOf(ports: Ports, addresses: Addresses, secrets: Secrets): Place[] {
	return [
		{ name: 'n8n', address: addresses.n8n, note: `log in as ${secrets.ownerEmail} with ${secrets.ownerPassword}` },
		{ name: 'mails', address: addresses.mails, note: `every mail is caught here (SMTP on port ${ports.smtp})` },
		{
			name: 'database',
			address: `postgres://msp_app:${secrets.appPassword}@127.0.0.1:${ports.database}/msp`,
			note: `superuser postgres with ${secrets.databasePassword}`,
		},
		{ name: 'provisioning API', address: `${addresses.n8n}/webhook`, note: `X-API-Key: ${secrets.apiKey}` },
		{ name: 'Stripe', address: addresses.stripe, note: 'stand-in; what was asked: /_standin/requests' },
		{ name: 'PayPal', address: addresses.paypal, note: 'stand-in' },
		{
			name: 'Invoice Ninja',
			address: addresses.invoiceNinja,
			note: `stand-in; X-API-TOKEN: ${secrets.invoiceNinjaToken}`,
		},
		...demoServers.map(({ serverCode, panel, port }) => ({
			name: `${labelOf(panel)} ${serverCode}`,
			address: addresses[port],
			note: 'stand-in; what it holds: /_standin/state',
		})),
	];
}
