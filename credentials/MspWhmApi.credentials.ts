import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';

/** A log-in to one cPanel & WHM server. Control Panel tests it. */
export class MspWhmApi implements ICredentialType {
	name = 'mspWhmApi';

	displayName = 'MSP WHM API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-whm';

	icon = { light: 'file:mspWhm.svg', dark: 'file:mspWhm.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://web1.example.com:2087',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: 'root',
			required: true,
			description: 'The user that the token belongs to: root or a reseller',
		},
		{
			displayName: 'API Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From WHM → Manage API Tokens. Control Panel → Server: Test tells which rights it lacks.',
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
		properties: { headers: { Authorization: '=whm {{ $credentials.username }}:{{ $credentials.token }}' } },
	};
}
