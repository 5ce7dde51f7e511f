import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { eventHeader, manualSecret, secretHeader } from '../../core/feeds';
import { openBackOffice } from '../shared/backOffice';
import { invoiceNinjaCredential } from '../shared/invoiceNinjaCredential';

/**
 * The headers that an operator adds to webhooks by hand. Only their names are values: the secret is shown in the editor,
 * and kept in no workflow and no execution.
 */
export async function manualHeaders(node: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { companyCode } = invoiceNinjaCredential(await node.getCredentials('mspInvoiceNinjaApi'));
	const secret = await manualSecret(await openBackOffice(node), companyCode);
	return [
		{ name: `${eventHeader}: create_payment`, value: eventHeader, description: 'The event of the webhook' },
		{ name: `${secretHeader}: ${secret}`, value: secretHeader, description: 'The secret of this company' },
	];
}
