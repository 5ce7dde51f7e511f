import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { certificateAuthority, secret } from './fields';

/** A PayPal REST app. Payment Trigger tests it. */
export class MspPayPalApi implements ICredentialType {
	name = 'mspPayPalApi';

	displayName = 'MSP PayPal API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-paypal';

	icon = { light: 'file:mspPayPal.svg', dark: 'file:mspPayPal.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			default: 'live',
			options: [
				{ name: 'Custom', value: 'custom', description: 'A stand-in for PayPal, to try things out' },
				{ name: 'Live', value: 'live' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
		},
		{
			displayName: 'API Address',
			name: 'customUrl',
			type: 'string',
			default: '',
			placeholder: 'https://paypal.example.com',
			description: 'The address of the stand-in, for its API and its certificates',
			displayOptions: { show: { environment: ['custom'] } },
		},
		certificateAuthority({ name: 'customCertificateAuthority', displayOptions: { show: { environment: ['custom'] } } }),
		{ displayName: 'Client ID', name: 'clientId', type: 'string', default: '', required: true },
		secret('Client Secret', 'clientSecret', { required: true }),
		{
			displayName: 'Webhook ID',
			name: 'webhookId',
			type: 'string',
			default: '',
			placeholder: '1JE4291016473214C',
			description:
				'The ID of a webhook that you added to the app yourself; it is needed to check the deliveries. Leave it empty when Payment Trigger registers its address.',
		},
		{
			displayName: 'Verification',
			name: 'verification',
			type: 'options',
			default: 'offline',
			options: [
				{
					name: 'Offline',
					value: 'offline',
					description: "Checks the signature here, with PayPal's certificate: fast, and PayPal need not answer",
				},
				{ name: 'Online', value: 'online', description: 'Asks PayPal about each delivery' },
			],
		},
	];
}
