import { z } from 'zod';
import { readCredential } from '../../shared/credential';

const credential = z.object({
	secretKey: z.string().trim().default(''),
	webhookSecrets: z.string().default(''),
	apiBaseUrl: z.string().trim().default('https://api.stripe.com'),
});

/** Reads the MSP Stripe credential. */
export function stripeCredential(data: unknown): z.output<typeof credential> {
	return readCredential('MSP Stripe', credential, data);
}
