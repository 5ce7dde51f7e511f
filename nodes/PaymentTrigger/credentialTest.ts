import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { InputError, ExternalError } from '../../core/kernel/errors';
import { accessToken, findWebhook } from '../../core/paypal';
import { payPalCredential } from './providers/payPalCredential';

/** Logs in to PayPal, and looks for the webhook if the credential names one. */
export async function testPayPal(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { account, webhookId } = payPalCredential(data);
		await accessToken(account, new Date());
		if (webhookId !== '' && !(await findWebhook(account, webhookId, new Date()))) {
			return { status: 'Error', message: `The PayPal app has no webhook with the ID ${webhookId}` };
		}
		return { status: 'OK', message: 'Connection successful' };
	} catch (error) {
		return { status: 'Error', message: inWords(error) };
	}
}

function inWords(error: unknown): string {
	if (error instanceof ExternalError) return `${error.vendorMessage}. ${error.remedy}`;
	if (error instanceof InputError) return `${error.message}. ${error.remedy}`;
	return error instanceof Error ? error.message : String(error);
}
