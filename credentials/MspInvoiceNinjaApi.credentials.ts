import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';
import { baseUrl, secret, trust } from './fields';

/** One company of an Invoice Ninja v5. The nodes for Invoice Ninja test it. */
export class MspInvoiceNinjaApi implements ICredentialType {
	name = 'mspInvoiceNinjaApi';

	displayName = 'MSP Invoice Ninja API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-invoice-ninja';

	icon = { light: 'file:mspInvoiceNinja.svg', dark: 'file:mspInvoiceNinja.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://invoicing.example.com'),
		secret('API Token', 'token', {
			required: true,
			description: 'From Settings → Account Management → API Tokens. It is of one user in one company.',
		}),
		{
			displayName: 'Company Code',
			name: 'companyCode',
			type: 'string',
			default: 'main',
			required: true,
			description:
				'A short name of this company in the back office, such as main or rental. From the first contact on it is kept with invoices and payments, and cannot be changed.',
		},
		...trust,
	];

	/** Signs the requests of other nodes, such as HTTP Request. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: { 'X-API-TOKEN': '={{ $credentials.token }}', 'X-Requested-With': 'XMLHttpRequest' },
		},
	};
}
