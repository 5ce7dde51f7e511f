import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { certificateAuthority, secret } from './fields';

/** The mail server that sends mails to customers and staff. MSP Message tests it. */
export class MspMailApi implements ICredentialType {
	name = 'mspMailApi';

	displayName = 'MSP Mail Server API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-mail-server';

	icon = { light: 'file:mspMail.svg', dark: 'file:mspMail.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'smtp.example.com',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 587,
			required: true,
			description: 'Usually 587 with STARTTLS, 465 with TLS',
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			default: 'starttls',
			options: [
				{ name: 'None (Same Machine or Private Network)', value: 'none' },
				{ name: 'STARTTLS', value: 'starttls' },
				{ name: 'TLS', value: 'tls' },
			],
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			description: 'Leave it empty when the server asks for no log-in',
		},
		secret('Password', 'password'),
		certificateAuthority({ displayOptions: { hide: { tls: ['none'] } } }),
		{
			displayName: 'From Address',
			name: 'fromAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'hosting@example.com',
			description:
				'The sender of the mails. Answers go there too, unless the customer has a support address of its own.',
		},
		{
			displayName: 'From Name',
			name: 'fromName',
			type: 'string',
			default: '',
			placeholder: 'Example Hosting',
			description:
				'The name beside the address. It also signs the mails to customers without a brand name of their own.',
		},
		{
			displayName: 'Operator Address',
			name: 'operatorAddress',
			type: 'string',
			default: '',
			placeholder: 'staff@example.com',
			description: 'Where alerts to your own staff go. They go to the From Address when it is empty.',
		},
	];
}
