import { InputError } from '../../core/kernel/errors';
import { accessToken, findWebhook } from '../../core/paypal';
import { credentialTest } from './credential';
import { payPalCredential } from './payPalCredential';

/** Logs in to PayPal, and looks for the webhook when the credential names one. */
export const testPayPal = credentialTest(async (data) => {
	const { account, webhookId } = payPalCredential(data);
	await accessToken(account, new Date());
	if (webhookId !== '' && !(await findWebhook(account, webhookId, new Date()))) {
		throw new InputError(
			'webhookId',
			`is unknown: the PayPal app has no webhook with the ID ${webhookId}`,
			'Copy the ID from the app at developer.paypal.com, or leave it empty.',
		);
	}
	return 'PayPal is ready.';
});
