import type { INodeProperties } from 'n8n-workflow';
import { secret } from './fields';

const only = (...kinds: string[]) => ({ displayOptions: { show: { authentication: kinds } } });

/** How n8n logs in to a host over SSH, and knows it again. */
export const sshFields: readonly INodeProperties[] = [
	{
		displayName: 'Host',
		name: 'host',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'office.example.com',
		description: 'A name or an IP address',
	},
	{
		displayName: 'Port',
		name: 'port',
		type: 'number',
		default: 22,
		required: true,
		typeOptions: { minValue: 1, maxValue: 65_535 },
	},
	{
		displayName: 'User',
		name: 'username',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'deploy',
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'Agent', value: 'agent', description: 'The keys of an ssh-agent that runs beside n8n' },
			{ name: 'Password', value: 'password' },
			{ name: 'Private Key', value: 'key' },
		],
		default: 'key',
	},
	secret('Private Key', 'privateKey', {
		...only('key'),
		typeOptions: { rows: 4, password: true },
		placeholder: '-----BEGIN OPENSSH PRIVATE KEY-----',
		description: 'The whole file, as ssh-keygen writes it. The field may join its lines: the nodes part them again.',
	}),
	secret('Passphrase', 'passphrase', { ...only('key'), description: 'Of the private key, if it has one' }),
	secret('Password', 'password', only('password')),
	{
		displayName: 'Agent Socket',
		name: 'agentSocket',
		type: 'string',
		default: '',
		...only('agent'),
		placeholder: '/run/user/1000/ssh-agent.socket',
		description: 'The path that SSH_AUTH_SOCK has where n8n runs',
	},
	{
		displayName: 'Host Keys',
		name: 'knownHosts',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'SHA256:…',
		description:
			'By which the host is known: fingerprints, one in each line, or lines of a known_hosts file. Any other key is refused. Leave it empty once: the test then says which key the host shows.',
	},
	secret('Sudo Password', 'sudoPassword', { description: 'Of the user, if sudo asks for one there' }),
];
