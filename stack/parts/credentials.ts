import type { Signing } from '../standins/paypal';
import { appConnection } from './database';
import type { Credential } from './n8n';
import type { Ports } from './ports';
import type { Secrets } from './settings';
import { demoServers } from './standins';

/** Where each part answers. */
export function addressesOf(ports: Ports) {
	const at = (port: number) => `http://127.0.0.1:${port}`;
	return {
		n8n: at(ports.n8n),
		mails: at(ports.mails),
		stripe: at(ports.stripe),
		paypal: at(ports.paypal),
		whm1: at(ports.whm1),
		whm2: at(ports.whm2),
	} as const;
}
export type Addresses = ReturnType<typeof addressesOf>;

/**
 * The credentials of the demo company, under the IDs to which the starter workflows point. They lead to the stand-ins.
 */
export function demoCredentials(ports: Ports, secrets: Secrets, signing: Signing): Credential[] {
	const addresses = addressesOf(ports);
	const [server] = demoServers;
	return [
		{
			id: 'msp-database',
			name: 'MSP Database',
			type: 'mspDatabaseApi',
			data: {
				...appConnection(ports.database, secrets),
				maxConnections: 8,
				certificateAuthority: '',
				encryptionKey: secrets.vaultKey,
				encryptionKeyVersion: 1,
				previousEncryptionKeys: '',
			},
		},
		{
			id: 'msp-mail',
			name: 'MSP Mail Server',
			type: 'mspMailApi',
			data: {
				host: '127.0.0.1',
				port: ports.smtp,
				tls: 'none',
				user: '',
				password: '',
				certificateAuthority: '',
				fromAddress: 'hello@demo-hosting.example',
				fromName: 'Demo Hosting',
				operatorAddress: 'operator@demo-hosting.example',
			},
		},
		{
			id: 'msp-stripe',
			name: 'MSP Stripe',
			type: 'mspStripeApi',
			data: {
				secretKey: secrets.stripeSecretKey,
				// One of the demo's own beside the endpoint that the trigger registers, as while a secret is rotated.
				webhookSecrets: secrets.stripeSigningSecret,
				apiBaseUrl: addresses.stripe,
			},
		},
		{
			id: 'msp-paypal',
			name: 'MSP PayPal',
			type: 'mspPayPalApi',
			data: {
				environment: 'custom',
				customUrl: addresses.paypal,
				customCertificateAuthority: signing.authority,
				clientId: secrets.paypalClientId,
				clientSecret: secrets.paypalClientSecret,
				webhookId: secrets.paypalWebhookId,
				verification: 'offline',
			},
		},
		{
			id: 'msp-whm',
			name: 'MSP WHM web1',
			type: 'mspWhmApi',
			data: {
				baseUrl: addresses[server.port],
				username: 'root',
				token: secrets[server.token],
				certificateAuthority: '',
			},
		},
		{
			id: 'msp-api-key',
			name: 'MSP API Key',
			type: 'httpHeaderAuth',
			data: { name: 'X-API-Key', value: secrets.provisioningApiKey },
		},
	];
}
