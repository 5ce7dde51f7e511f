import { z } from 'zod';
import type { PanelKind } from '../../core/panels';
import { startMailCatcher } from '../mailCatcher';
import { startDirectAdmin } from './directadmin/start';
import { startInvoiceNinja } from './invoiceNinja';
import { startPayPal } from './paypal';
import { startPlesk } from './plesk/start';
import { startStripe } from './stripe';
import { startWhm } from './whm/start';

const port = z.number();
const stateFile = z.string();
const server = z.object({
	port,
	stateFile,
	/** The log-in that it lets in. */
	username: z.string(),
	token: z.string(),
	hostname: z.string(),
	ipAddress: z.string(),
});

/** How to play each panel. */
const panels = {
	whm: startWhm,
	directadmin: startDirectAdmin,
	// A secret key identifies its user.
	plesk: async ({ token: secretKey, ...options }) => await startPlesk({ ...options, secretKey }),
} as const satisfies Readonly<
	Record<PanelKind, (options: z.infer<typeof server>) => Promise<{ close(): Promise<void> }>>
>;

/** The stand-ins that play the outside world. The process that starts this one names them. */
const castSchema = z.object({
	stripe: z.object({
		port,
		stateFile,
		endpoint: z.object({ url: z.string(), secret: z.string(), events: z.array(z.string()) }),
	}),
	paypal: z.object({
		port,
		stateFile,
		clientId: z.string(),
		clientSecret: z.string(),
		signing: z.object({ authority: z.string(), chain: z.string(), privateKey: z.string() }),
	}),
	invoiceNinja: z.object({ port, stateFile, token: z.string(), companyName: z.string(), smtpPort: port }),
	servers: z.array(server.extend({ panel: z.enum(['whm', 'plesk', 'directadmin'] satisfies PanelKind[]) })),
	mails: z.object({ smtpPort: port, pagePort: port, folder: z.string() }),
});
export type Cast = z.infer<typeof castSchema>;

export const castVariable = 'MSP_STANDINS';

function playInvoiceNinja({ token, companyName, ...options }: Cast['invoiceNinja']) {
	return startInvoiceNinja({ ...options, companies: [{ token, companyName, currency: 'EUR' }] });
}

/** Starts all stand-ins of the cast in this process. */
export async function startCast(cast: Cast): Promise<{ close(): Promise<void> }> {
	const started = await Promise.all([
		startStripe(cast.stripe),
		startPayPal(cast.paypal),
		playInvoiceNinja(cast.invoiceNinja),
		...cast.servers.map(async ({ panel, ...one }) => await panels[panel](one)),
		startMailCatcher(cast.mails),
	]);
	return {
		close: async () => {
			await Promise.all(started.map(async (one) => await one.close()));
		},
	};
}

async function main(): Promise<void> {
	await startCast(castSchema.parse(JSON.parse(process.env[castVariable] ?? '{}')));
	for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, () => process.exit(0));
	process.send?.('ready');
}

if (require.main === module) {
	main().catch((error: unknown) => {
		console.error(error);
		process.exit(1);
	});
}
