import { z } from 'zod';
import { InputError } from '../../core/kernel/errors';
import { readCredential } from './credential';

const credential = z.object({
	mode: z.enum(['live', 'test']).default('live'),
	secretKey: z.string().trim().default(''),
	webhookSecrets: z.string().default(''),
	/** IDs of connected accounts, separated by spaces, lines or commas. */
	connectedAccounts: z.string().default(''),
	apiBaseUrl: z.string().trim().default('https://api.stripe.com'),
});

/**
 * Reads the MSP Stripe credential for a delivery, which needs no key. A key of the other mode is told when the workflow is
 * published and when the credential is tested: it must not stop what comes in.
 */
export function stripeDeliveryCredential(data: unknown): z.output<typeof credential> {
	return readCredential('MSP Stripe', credential, data);
}

/**
 * Reads the MSP Stripe credential for its key.
 *
 * @throws InputError when its key is of another mode than it says.
 */
export function stripeCredential(data: unknown): z.output<typeof credential> {
	const read = stripeDeliveryCredential(data);
	const [, keyMode] = /^[sr]k_(live|test)_/.exec(read.secretKey) ?? [];
	if (keyMode === undefined || keyMode === read.mode) return read;
	throw new InputError(
		'mode',
		`says ${read.mode}, and the secret key is of the ${keyMode} mode`,
		`Choose ${keyMode === 'test' ? 'Test' : 'Live'} in the MSP Stripe credential, or give a key of the ${read.mode} mode.`,
	);
}
