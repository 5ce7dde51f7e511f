import { checkEndpointAccess } from '../../core/stripe';
import { credentialTest } from './credential';
import { stripeCredential } from './stripeCredential';

/** Lists one webhook endpoint of Stripe with the secret key. Only a delivery can tell whether a signing secret is right. */
export const testStripe = credentialTest(async (data) => {
	await checkEndpointAccess(stripeCredential(data));
	return 'Stripe is ready.';
});
