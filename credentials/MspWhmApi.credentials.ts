import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';
import { baseUrl, secret, trust } from './fields';

/** A log-in to one cPanel & WHM server. Control Panel tests it. */
export class MspWhmApi implements ICredentialType {
	name = 'mspWhmApi';

	displayName = 'MSP WHM API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-whm';

	icon = { light: 'file:mspWhm.svg', dark: 'file:mspWhm.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://web1.example.com:2087'),
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: 'root',
			required: true,
			description: 'The user that the token belongs to: root or a reseller',
		},
		secret('API Token', 'token', {
			required: true,
			description: 'From WHM → Manage API Tokens. Control Panel → Server: Test tells which rights it lacks.',
		}),
		...trust,
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=whm {{ $credentials.username }}:{{ $credentials.token }}' } },
	};
}
