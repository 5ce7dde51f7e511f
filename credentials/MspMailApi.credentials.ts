import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** The mail server that customers and staff are written to by. MSP Message tests it. */
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
			description: 'Empty where the server asks for no log-in',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Certificate Authority',
			name: 'certificateAuthority',
			type: 'string',
			typeOptions: { rows: 4, password: true },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description: "PEM of the authority that signed the server's certificate, where it is not a public one",
			displayOptions: { hide: { tls: ['none'] } },
		},
		{
			displayName: 'From Address',
			name: 'fromAddress',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'hosting@example.com',
			description: 'Whom mails come from. Answers go there, too, unless the customer has a support address of its own.',
		},
		{
			displayName: 'From Name',
			name: 'fromName',
			type: 'string',
			default: '',
			placeholder: 'Example Hosting',
			description: 'The name beside the address, and under mails of customers without a brand name of their own',
		},
		{
			displayName: 'Operator Address',
			name: 'operatorAddress',
			type: 'string',
			default: '',
			placeholder: 'staff@example.com',
			description: 'Where alerts to your own staff go. Empty: to the From Address.',
		},
	];
}
