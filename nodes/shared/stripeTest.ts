import { checkAccess } from '../../core/stripe';
import { credentialTest } from './credential';
import { stripeCredential } from './stripeCredential';

const ready = {
	endpoints: 'Stripe is ready.',
	payments: 'Stripe is ready. The key may not manage webhook endpoints: add the address at Stripe yourself.',
} as const;

/** Tries the secret key on what it is for. Only a delivery can tell whether a signing secret is right. */
export const testStripe = credentialTest(async (data) => ready[await checkAccess(stripeCredential(data))]);
