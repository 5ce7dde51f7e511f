import { join } from 'node:path';
import { z } from 'zod';
import { castVariable, type Cast } from '../standins/main';
import { makeSigning, type Signing } from '../standins/paypal';
import { startChild, type RunningChild } from './child';
import { addressesOf } from './credentials';
import { defaultStripeEvents } from '../../nodes/PaymentTrigger/events';
import { demoServers } from './demoServers';
import { readJson, root, writeWhole } from './files';
import { cleanEnvironment } from './n8nEnvironment';
import type { Ports } from './ports';
import { typescriptLoader } from './script';
import type { Secrets } from './settings';

const signingSchema = z.object({ authority: z.string(), chain: z.string(), privateKey: z.string() });

/** What the stand-in for PayPal signs with: made once, since the credential trusts its authority. */
export async function signingOf(folder: string): Promise<Signing> {
	const file = join(folder, 'paypal-signing.json');
	const known = signingSchema.safeParse(await readJson(file));
	if (known.success) return known.data;
	const made = await makeSigning();
	await writeWhole(file, JSON.stringify(made), 0o600);
	return made;
}

/** The address of workflow 10's trigger for Stripe, below n8n's own. */
export const stripeTriggerPath = '/webhook/msp-stripe/payments';

/** Who plays the demo company's world, and where; what they know is kept below the folder. */
export function castOf(folder: string, ports: Ports, secrets: Secrets, signing: Signing): Cast {
	const stateFile = (name: string) => join(folder, 'standins', `${name}.json`);
	return {
		stripe: {
			port: ports.stripe,
			stateFile: stateFile('stripe'),
			endpoint: {
				url: `${addressesOf(ports).n8n}${stripeTriggerPath}`,
				secret: secrets.stripeSigningSecret,
				events: [...defaultStripeEvents],
			},
		},
		paypal: {
			port: ports.paypal,
			stateFile: stateFile('paypal'),
			clientId: secrets.paypalClientId,
			clientSecret: secrets.paypalClientSecret,
			signing,
		},
		invoiceNinja: {
			port: ports.invoiceNinja,
			stateFile: stateFile('invoiceNinja'),
			token: secrets.invoiceNinjaToken,
			companyName: 'Demo Hosting',
			smtpPort: ports.smtp,
		},
		servers: demoServers.map(({ panel, hostname, ipAddress, port, username, token }) => ({
			panel,
			port: ports[port],
			stateFile: stateFile(port),
			username,
			token: secrets[token],
			hostname,
			ipAddress,
		})),
		mails: { smtpPort: ports.smtp, pagePort: ports.mails, folder: join(folder, 'mails') },
	};
}

/** Starts every stand-in and the mail catcher, in one process. */
export async function startStandins(
	folder: string,
	ports: Ports,
	secrets: Secrets,
	signing: Signing,
): Promise<RunningChild> {
	const cast = castOf(folder, ports, secrets, signing);
	return await startChild({
		name: 'standins',
		title: 'The process of the stand-ins',
		folder,
		command: [process.execPath, '--import', typescriptLoader(), join(root, 'stack/standins/main.ts')],
		environment: { ...cleanEnvironment(), [castVariable]: JSON.stringify(cast) },
		// It ends by itself where this process is killed.
		channel: true,
		readySeconds: 60,
		ready: async (child) => await new Promise((resolve) => child.once('message', () => resolve())),
	});
}
