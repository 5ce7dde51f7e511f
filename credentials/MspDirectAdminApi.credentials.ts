import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';

/** A log-in to one DirectAdmin server. Control Panel tests it. */
export class MspDirectAdminApi implements ICredentialType {
	name = 'mspDirectAdminApi';

	displayName = 'MSP DirectAdmin API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-directadmin';

	icon = { light: 'file:mspDirectAdmin.svg', dark: 'file:mspDirectAdmin.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://web3.example.com:2222',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: 'admin',
			required: true,
			description: 'The admin or reseller that the login key belongs to',
		},
		{
			displayName: 'Login Key',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'From DirectAdmin → Login Keys; a password works too, and may do more. Control Panel → Server: Test tells which commands the key lacks.',
		},
		{
			displayName: 'Certificate Authority',
			name: 'certificateAuthority',
			type: 'string',
			typeOptions: { rows: 4, password: true },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description: "PEM of the authority that signed the server's certificate, where it is not a public one",
		},
		{
			displayName: 'Certificate Fingerprint',
			name: 'certificateFingerprint',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'AB:CD:EF:…',
			description: 'SHA-256 of the one certificate to trust, instead of any authority',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { auth: { username: '={{ $credentials.username }}', password: '={{ $credentials.token }}' } },
	};
}
