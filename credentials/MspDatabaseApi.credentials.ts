import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { certificateAuthority, secret } from './fields';

/** The back office's own PostgreSQL, and the key that seals the secrets in it. Each node that uses it tests it. */
export class MspDatabaseApi implements ICredentialType {
	name = 'mspDatabaseApi';

	displayName = 'MSP Database API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-database';

	icon = { light: 'file:mspDatabase.svg', dark: 'file:mspDatabase.dark.svg' } as const;

	properties: INodeProperties[] = [
		{ displayName: 'Host', name: 'host', type: 'string', default: 'localhost', required: true },
		{ displayName: 'Port', name: 'port', type: 'number', default: 5432, required: true },
		{ displayName: 'Database', name: 'database', type: 'string', default: 'msp', required: true },
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: 'msp_app',
			required: true,
			description: 'The role that the migrations made for nodes. A superuser or the owner of the tables is refused.',
		},
		secret('Password', 'password', { required: true }),
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			default: 'verify',
			options: [
				{ name: 'Off (Same Machine or Private Network)', value: 'off' },
				{ name: "On, Verify the Server's Certificate", value: 'verify' },
			],
		},
		certificateAuthority({ displayOptions: { show: { tls: ['verify'] } } }),
		{
			displayName: 'Max Connections',
			name: 'maxConnections',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 4,
			description: 'The most that one n8n process opens. All processes together share what PostgreSQL allows.',
		},
		secret('Encryption Key', 'encryptionKey', {
			required: true,
			description:
				'32 random bytes in base64, made once with <code>openssl rand -base64 32</code>. Keep a copy: without it the panel log-ins in the database cannot be opened.',
		}),
		{
			displayName: 'Encryption Key Version',
			name: 'encryptionKeyVersion',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			description: 'Raise it by one with each new key, and move the old key to Previous Encryption Keys',
		},
		secret('Previous Encryption Keys', 'previousEncryptionKeys', {
			typeOptions: { password: true, rows: 3 },
			placeholder: '1:base64 key',
			description: 'Keys that still open older secrets, as version:key, separated by spaces or lines',
		}),
	];
}
