import { sshLogin, hostWords } from '../../../nodes/shared/sshCredential';

const held = { host: 'office.example.com', port: 22, username: 'deploy', authentication: 'key', privateKey: 'KEY' };

test('the credential of a host is a log-in, with what n8n leaves out of hidden fields', () => {
	expect(
		sshLogin({ ...held, passphrase: 'p', knownHosts: 'SHA256:a\r\n\nhost ssh-rsa AAAA\n', sudoPassword: ' s ' }),
	).toEqual({
		host: 'office.example.com',
		port: 22,
		username: 'deploy',
		authentication: { kind: 'key', privateKey: 'KEY', passphrase: 'p' },
		hostKeys: ['SHA256:a', 'host ssh-rsa AAAA'],
		sudoPassword: ' s ',
	});
	expect(sshLogin({ ...held, host: '[2001:db8::1]' }).host).toBe('2001:db8::1');
	const { privateKey: _, ...rest } = held;
	expect(sshLogin({ ...rest, authentication: 'password', password: ' x ' }).authentication).toEqual({
		kind: 'password',
		password: ' x ',
	});
	expect(sshLogin({ ...rest, authentication: 'agent', agentSocket: '/run/agent' }).authentication).toEqual({
		kind: 'agent',
		socket: '/run/agent',
	});
});

test.each([
	['host', { host: ' ' }],
	['port', { port: 0 }],
	['port', { port: 'ssh' }],
	['username', { username: '' }],
	['privateKey', { privateKey: '' }],
	['password', { authentication: 'password', password: '' }],
	['agentSocket', { authentication: 'agent' }],
])('a wrong %s is named, and no value is told', (field, wrong) => {
	const attempt = () => sshLogin({ ...held, privateKey: 'KEY-4711', ...wrong });
	expect(attempt).toThrow(`'${field}'`);
	expect(attempt).not.toThrow('4711');
});

test('the report of a host is said in sentences', () => {
	expect(hostWords({ user: 'deploy', system: 'Debian 12', sudo: 'free', python: '3.11.2', sftp: true })).toBe(
		'Connected as deploy on Debian 12. sudo needs no password. Python 3.11.2. SFTP is on.',
	);
	expect(hostWords({ user: 'a', system: 'b', sudo: 'asks', python: undefined, sftp: false })).toContain(
		'Python is not installed.',
	);
});
