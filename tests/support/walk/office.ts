import type { Road } from './road';

/** What this administrator types into the credentials of step 3, by their names in the read-me. */
export function credentialsOf({ ports, addresses, secrets, postgres, answers }: Road) {
	return [
		{
			name: 'MSP Database',
			type: 'mspDatabaseApi',
			data: {
				host: '127.0.0.1',
				port: postgres.port,
				database: 'msp',
				user: 'msp_app',
				password: answers.password ?? '',
				tls: 'off',
				maxConnections: 4,
				certificateAuthority: '',
				encryptionKey: answers.key ?? '',
				encryptionKeyVersion: 1,
				previousEncryptionKeys: '',
			},
		},
		{
			name: 'MSP Mail Server',
			type: 'mspMailApi',
			data: {
				host: '127.0.0.1',
				port: ports.smtp,
				tls: 'none',
				user: '',
				password: '',
				certificateAuthority: '',
				fromAddress: 'hello@hosting.example.net',
				fromName: 'Example Hosting',
				operatorAddress: 'staff@hosting.example.net',
			},
		},
		{
			name: 'MSP Stripe',
			type: 'mspStripeApi',
			data: {
				mode: 'test',
				secretKey: secrets.stripeSecretKey,
				webhookSecrets: secrets.stripeSigningSecret,
				connectedAccounts: '',
				apiBaseUrl: addresses.stripe,
			},
		},
		{
			name: 'MSP WHM',
			type: 'mspWhmApi',
			data: {
				baseUrl: addresses.whm1,
				username: 'root',
				token: secrets.whmToken1,
				certificateAuthority: '',
				certificateFingerprint: '',
			},
		},
	] as const;
}

type Named = { readonly id: string; readonly name: string };

/** The three nodes of step 5, by their names in the read-me. */
export function catalogueNodes(database: Named, panel: Named) {
	const customers = { type: 'n8n-nodes-msp.mspCustomers', credentials: { mspDatabaseApi: database } };
	return [
		{
			...customers,
			name: 'MSP Customers → Plan: Create',
			parameters: {
				resource: 'plan',
				operation: 'create',
				planCode: 'starter',
				name: 'Starter',
				price: '9.90',
				currency: 'EUR',
				packageName: 'starter',
				limits: 'set',
				diskMegabytes: 5000,
				bandwidthMegabytes: 50000,
				mailboxes: 10,
				databases: 2,
			},
		},
		{
			...customers,
			name: 'MSP Customers → Server: Create',
			credentials: { mspDatabaseApi: database, mspWhmApi: panel },
			parameters: {
				resource: 'server',
				operation: 'create',
				serverCode: 'web1',
				panel: 'whm',
				maxAccounts: 50,
				additionalFields: { ipAddress: '192.0.2.10', nameservers: 'ns1.example.net, ns2.example.net' },
			},
		},
		{
			type: 'n8n-nodes-msp.controlPanel',
			name: 'Control Panel → Package: Sync',
			credentials: { mspDatabaseApi: database },
			parameters: {
				connectBy: 'server',
				server: { __rl: true, mode: 'code', value: 'web1' },
				resource: 'package',
				operation: 'sync',
				dryRun: false,
			},
		},
	] as const;
}
