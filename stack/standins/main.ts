import { z } from 'zod';
import { startMailCatcher } from '../mailCatcher';
import { startPayPal } from './paypal';
import { startStripe } from './stripe';
import { startWhm } from './whm/start';

const port = z.number();
const stateFile = z.string();
const whm = z.object({ port, stateFile, token: z.string(), hostname: z.string(), ipAddress: z.string() });

/** What plays the world outside: told by the process that starts this one. */
const castSchema = z.object({
	stripe: z.object({ port, stateFile }),
	paypal: z.object({
		port,
		stateFile,
		clientId: z.string(),
		clientSecret: z.string(),
		signing: z.object({ authority: z.string(), chain: z.string(), privateKey: z.string() }),
	}),
	whm: z.array(whm),
	mails: z.object({ smtpPort: port, pagePort: port, folder: z.string() }),
});
export type Cast = z.infer<typeof castSchema>;

export const castVariable = 'MSP_STANDINS';

async function main(): Promise<void> {
	const cast = castSchema.parse(JSON.parse(process.env[castVariable] ?? '{}'));
	await Promise.all([
		startStripe(cast.stripe),
		startPayPal(cast.paypal),
		...cast.whm.map(async (one) => await startWhm(one)),
		startMailCatcher(cast.mails),
	]);
	for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, () => process.exit(0));
	process.send?.('ready');
}

if (require.main === module) {
	main().catch((error: unknown) => {
		console.error(error);
		process.exit(1);
	});
}
