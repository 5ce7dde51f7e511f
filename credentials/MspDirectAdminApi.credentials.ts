import type { IAuthenticateGeneric, ICredentialType, INodeProperties } from 'n8n-workflow';
import { baseUrl, secret, trust } from './fields';

/** A log-in to one DirectAdmin server. Control Panel tests it. */
export class MspDirectAdminApi implements ICredentialType {
	name = 'mspDirectAdminApi';

	displayName = 'MSP DirectAdmin API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-directadmin';

	icon = { light: 'file:mspDirectAdmin.svg', dark: 'file:mspDirectAdmin.dark.svg' } as const;

	properties: INodeProperties[] = [
		baseUrl('https://web3.example.com:2222'),
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: 'admin',
			required: true,
			description: 'The admin or reseller that the login key belongs to',
		},
		secret('Login Key', 'token', {
			required: true,
			description:
				'From DirectAdmin → Login Keys. A password works too, and may do more. Control Panel → Server: Test tells which commands the key lacks.',
		}),
		...trust,
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { auth: { username: '={{ $credentials.username }}', password: '={{ $credentials.token }}' } },
	};
}
