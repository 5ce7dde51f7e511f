import { panelKinds, type PanelKind } from '../../core/panels';
import type { Signing } from '../standins/paypal';
import { appConnection } from './database';
import { machineKeys, office, projectDirectory, type MachineName } from './demoMachines';
import { demoServers, type DemoServer } from './demoServers';
import type { Credential } from './n8n';
import type { Ports } from './ports';
import type { Secrets } from './settings';

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
		plesk1: at(ports.plesk1),
		da1: at(ports.da1),
		invoiceNinja: at(ports.invoiceNinja),
	} as const;
}
export type Addresses = ReturnType<typeof addressesOf>;

/**
 * The credentials of the demo company, under the IDs to which the starter workflows point. They lead to the stand-ins.
 */
export function demoCredentials(folder: string, ports: Ports, secrets: Secrets, signing: Signing): Credential[] {
	const addresses = addressesOf(ports);
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
				mode: 'test',
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
			id: 'msp-invoice-ninja',
			name: 'MSP Invoice Ninja',
			type: 'mspInvoiceNinjaApi',
			data: {
				baseUrl: addresses.invoiceNinja,
				token: secrets.invoiceNinjaToken,
				companyCode: 'main',
				certificateAuthority: '',
				certificateFingerprint: '',
			},
		},
		{
			id: 'msp-ansible-controller',
			name: 'MSP Ansible Controller',
			type: 'mspAnsibleControllerApi',
			data: {
				...machineLogIn(folder, ports, office),
				projectDirectory: projectDirectory('servers'),
				inventory: '',
				jobsDirectory: '',
				ansiblePath: '',
				vaultPassword: '',
			},
		},
		{
			id: 'msp-ssh-host',
			name: 'MSP SSH Host',
			type: 'mspSshHostApi',
			data: machineLogIn(folder, ports, 'app1'),
		},
		...panelCredentials(addresses, secrets),
	];
}

/** How n8n logs in to a machine. */
function machineLogIn(folder: string, ports: Ports, name: MachineName) {
	const { privateKey, fingerprint } = machineKeys(folder, name);
	return {
		host: '127.0.0.1',
		port: ports[name],
		username: 'ops',
		authentication: 'key',
		privateKey,
		passphrase: '',
		password: '',
		agentSocket: '',
		knownHosts: fingerprint,
		sudoPassword: '',
	};
}

/** What each kind of panel's credential is called, and what it holds beside the log-in. */
const credentialOf: Readonly<Record<PanelKind, Pick<Credential, 'id' | 'name' | 'type' | 'data'>>> = {
	whm: { id: 'msp-whm', name: 'MSP WHM', type: 'mspWhmApi', data: {} },
	plesk: { id: 'msp-plesk', name: 'MSP Plesk', type: 'mspPleskApi', data: { authentication: 'apiKey' } },
	directadmin: { id: 'msp-directadmin', name: 'MSP DirectAdmin', type: 'mspDirectAdminApi', data: {} },
};

/** The demo company's credential for a kind of panel: it leads to the first server that has it. */
export function credentialFor(panel: PanelKind): Pick<Credential, 'id' | 'name' | 'type'> & { server?: DemoServer } {
	const { id, name, type } = credentialOf[panel];
	const server = (demoServers as readonly DemoServer[]).find((one) => one.panel === panel);
	return { id, name: [name, server?.serverCode].join(' ').trim(), type, server };
}

function panelCredentials(addresses: Addresses, secrets: Secrets): Credential[] {
	return panelKinds.flatMap((panel) => {
		const { server, ...credential } = credentialFor(panel);
		if (!server) return [];
		const logIn = { baseUrl: addresses[server.port], username: server.username, token: secrets[server.token] };
		const trust = { certificateAuthority: '', certificateFingerprint: '' };
		return [{ ...credential, data: { ...logIn, ...trust, ...credentialOf[panel].data } }];
	});
}
