import type { Addresses } from './credentials';
import { keyFile, machineNames, office } from './demoMachines';
import { demoServers, labelOf } from './demoServers';
import type { Ports } from './ports';
import type { Secrets } from './settings';
import { bold, table } from './table';

export interface Place {
	readonly name: string;
	readonly address: string;
	/** How to log in, or what is there. */
	readonly note: string;
}

/**
 * What there is to try on a stack that is up.
 *
 * @param folder its data folder, where that is not the usual one: the commands must name it then.
 */
export function nextSteps({ n8n }: Pick<Addresses, 'n8n'>, withMachines: boolean, folder?: string): string {
	const demo = (...flags: readonly string[]) => {
		const all = [...flags, ...(folder === undefined ? [] : ['--folder', quoted(folder)])];
		return ['npm run demo', ...(all.length > 0 ? ['--', ...all] : [])].join(' ');
	};
	return `${bold('Next:')} in a second terminal
${table([
	[demo(), 'plays a paid checkout and shows what happens'],
	[demo('--invoice-ninja'), 'the same, by an invoice of Invoice Ninja'],
	...(withMachines ? [[demo('--ansible'), 'a payment that runs a playbook, once a person has approved it']] : []),
])}
or in a browser
${table([
	[`${n8n}/form/order`, 'order hosting, and pay on the page of the played Stripe'],
	[`${n8n}/form/msp/sprout-upload`, "bring Sprout's invoices to Invoice Ninja"],
	...(withMachines ? [[`${n8n}/form/msp/people`, 'create or remove a person on several servers']] : []),
])}`;
}

/** A path as a shell takes it for one word. */
const quoted = (path: string) => (/^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/**
 * Everything that a person may want to open.
 *
 * @param folder where the machines' keys lie; undefined when no machines run.
 */
export function placesOf(ports: Ports, addresses: Addresses, secrets: Secrets, folder?: string): Place[] {
	return [
		{ name: 'n8n', address: addresses.n8n, note: `log in as ${secrets.ownerEmail} with ${secrets.ownerPassword}` },
		{ name: 'mails', address: addresses.mails, note: `every mail is caught here (SMTP on port ${ports.smtp})` },
		{
			name: 'database',
			address: `postgres://msp_app:${secrets.appPassword}@127.0.0.1:${ports.database}/msp`,
			note: `superuser postgres with ${secrets.databasePassword}`,
		},
		{ name: 'provisioning API', address: `${addresses.n8n}/webhook`, note: `X-API-Key: ${secrets.apiKey}` },
		{
			name: 'Stripe',
			address: addresses.stripe,
			note: 'stand-in; tells workflow 10; what was asked: /_standin/requests',
		},
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
		...(folder === undefined ? [] : machineNames).map((name) => ({
			name,
			address: `ssh -p ${ports[name]} -i ${keyFile(String(folder), name)} ops@127.0.0.1`,
			note: name === office ? 'a machine of its own, with Ansible' : 'a machine that Ansible looks after',
		})),
	];
}
