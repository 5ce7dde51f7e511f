import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

/** A Stripe account: the key to manage its webhook endpoint, and what its deliveries are checked with. */
export class MspStripeApi implements ICredentialType {
	name = 'mspStripeApi';

	displayName = 'MSP Stripe API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-stripe';

	icon = { light: 'file:mspStripe.svg', dark: 'file:mspStripe.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'rk_live_…',
			description:
				'A restricted key with Webhook Endpoints: Write and nothing else is enough. Not needed where you add the address at Stripe yourself.',
		},
		{
			displayName: 'Webhook Signing Secrets',
			name: 'webhookSecrets',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'whsec_…',
			description:
				'Of an endpoint that you added at Stripe yourself. While one is being rotated, the old and the new one with a space between them.',
		},
		{
			displayName: 'API Address',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://api.stripe.com',
			description: 'Another one only to try things out against a stand-in for Stripe',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.secretKey }}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiBaseUrl }}', url: '/v1/webhook_endpoints', qs: { limit: 1 } },
	};
}
