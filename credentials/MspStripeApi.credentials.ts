import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';
import { secret } from './fields';

/** A Stripe account: the key to manage its webhook endpoint, and the secrets to check its deliveries. Payment Trigger tests it. */
export class MspStripeApi implements ICredentialType {
	name = 'mspStripeApi';

	displayName = 'MSP Stripe API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-stripe';

	icon = { light: 'file:mspStripe.svg', dark: 'file:mspStripe.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			default: 'live',
			options: [
				{ name: 'Live', value: 'live' },
				{ name: 'Test', value: 'test' },
			],
			description: 'Events of the other mode are stored as ignored and counted, and start nothing',
		},
		secret('Secret Key', 'secretKey', {
			placeholder: 'rk_live_…',
			description:
				'A restricted key. Payment Trigger needs Webhook Endpoints: Write, unless you add the address at Stripe yourself. MSP Billing needs Payment Intents, Charges, Invoices and Checkout Sessions: Read. The docs list what each operation of Stripe Billing needs.',
		}),
		secret('Webhook Signing Secrets', 'webhookSecrets', {
			placeholder: 'whsec_…',
			description:
				'The secret of an endpoint that you added at Stripe yourself. While you rotate it, give the old and the new one with a space between them.',
		}),
		{
			displayName: 'Connected Accounts',
			name: 'connectedAccounts',
			type: 'string',
			default: '',
			placeholder: 'acct_…',
			description:
				'The IDs of the connected accounts whose payments count, with spaces between them. Leave it empty when all payments are your own: events of other accounts are stored as ignored.',
		},
		{
			displayName: 'API Address',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://api.stripe.com',
			description: 'Change it only to try things out against a stand-in for Stripe',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.secretKey }}' } },
	};
}
