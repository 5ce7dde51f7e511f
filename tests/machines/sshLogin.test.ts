import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { utils } from 'ssh2';
import { sshdProgram, type OpenSshServer } from '../../stack/machines/openSshServer';
import { describeWith } from '../support/requirement';
import { failureOf, sshScene, type SshScene } from '../support/sshScene';
import { tcpProxy } from '../support/tcpProxy';

describeWith('a log-in over SSH', sshdProgram() ? undefined : 'openssh-server is not installed', () => {
	let scene: SshScene;
	let server: OpenSshServer;
	beforeAll(async () => {
		scene = sshScene();
		const rsa = join(scene.folder, 'rsa_host_key');
		execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', rsa]);
		server = await scene.server('main', [`HostKey ${rsa}`, 'MaxSessions 2', 'Banner /etc/passwd']);
	});
	afterAll(async () => {
		await scene.end();
	});
	const works = async (host: ReturnType<SshScene['open']>) =>
		(await host.run({ argv: ['echo', 'in'] })).stdout === 'in\n';
	const keyscan = (name: string) =>
		readFileSync(join(scene.folder, name), 'utf8').trim().split(' ').slice(0, 2).join(' ');

	describe('the key of the host', () => {
		test('is accepted by its fingerprint, and by a line of known_hosts', async () => {
			expect(await works(scene.open(server))).toBe(true);
			const line = `[${server.host}]:${server.port} ${keyscan('main/host_key.pub')}`;
			expect(await works(scene.open(server, { hostKeys: [line] }))).toBe(true);
		});

		test('is asked for in the type that is pinned: the host has others too', async () => {
			expect(await works(scene.open(server, { hostKeys: [keyscan('rsa_host_key.pub')] }))).toBe(true);
			const printed = execFileSync('ssh-keygen', ['-lf', join(scene.folder, 'rsa_host_key.pub')], { encoding: 'utf8' });
			expect(await works(scene.open(server, { hostKeys: [printed] }))).toBe(true);
		});

		test('that is not known is told, and nothing is sent to that host', async () => {
			const failure = await failureOf(scene.open(server, { hostKeys: [] }).run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'auth', remedy: expect.stringContaining(server.fingerprint) });
			expect(failure.message).toContain(`is not known: ${server.fingerprint} (ssh-ed25519)`);
		});

		test('that is revoked is refused, also if it is pinned', async () => {
			const revoked = `@revoked * ${keyscan('main/host_key.pub')}`;
			const failure = await failureOf(
				scene.open(server, { hostKeys: [server.fingerprint, revoked] }).run({ argv: ['true'] }),
			);
			expect(failure.message).toContain('is revoked');
		});

		test('tells a second server in the middle, before a password is sent there', async () => {
			const other = await scene.server('middle', ['LogLevel DEBUG3']);
			const proxy = await tcpProxy(server.port);
			const through = { ...server, port: proxy.port };
			expect(await works(scene.open(through))).toBe(true);
			proxy.leadTo(other.port);
			const failure = await failureOf(
				scene.open(through, { authentication: { kind: 'password', password: 'swordfish' } }).run({ argv: ['true'] }),
			);
			expect(failure).toMatchObject({ errorClass: 'auth' });
			expect(failure.message).toContain('Somebody may be in the middle');
			expect(failure.message).toContain(other.fingerprint);
			expect(failure.message).toContain(server.fingerprint);
			const log = readFileSync(join(other.folder, 'sshd.log'), 'utf8');
			expect(log).toContain('Connection from');
			expect(log).not.toContain('userauth-request');
			await proxy.close();
		});

		test('of a jump host is checked as well', async () => {
			const { host, port, username, privateKey } = server;
			const target = await scene.server('behind');
			const jump = (hostKeys: string[]) => ({
				host,
				port,
				username,
				authentication: { kind: 'key', privateKey } as const,
				hostKeys,
			});
			expect(await works(scene.open(target, { jump: jump([server.fingerprint]) }))).toBe(true);
			const failure = await failureOf(scene.open(target, { jump: jump([target.fingerprint]) }).run({ argv: ['true'] }));
			expect(failure.message).toContain(`The key of ${username}@${host}:${port} is not the one`);
			const closed = scene.open({ ...target, port: 1 }, { jump: jump([server.fingerprint]) });
			expect(await failureOf(closed.run({ argv: ['true'] }))).toMatchObject({
				errorClass: 'transport',
				message: expect.stringMatching(
					/^No way through .*: Channel open failure: Connection refused|Connection refused/,
				),
			});
		});
	});

	describe('the proof', () => {
		test('by a key that the host does not know is refused, with what it takes', async () => {
			const privateKey = utils.generateKeyPairSync('ed25519').private;
			const host = scene.open({ ...server, privateKey });
			const failure = await failureOf(host.run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'auth', remedy: expect.stringContaining('authorized_keys') });
			expect(failure.message).toMatch(/refuses the key\. The server takes: publickey\./);
		});

		test('that was refused is not tried again on the same connection: servers shut out whoever does', async () => {
			const proxy = await tcpProxy(server.port);
			const host = scene.open({ ...server, port: proxy.port }, { authentication: { kind: 'password', password: 'x' } });
			const first = await failureOf(host.run({ argv: ['true'] }));
			expect(first.message).toMatch(/refuses the password\. The server takes: publickey\./);
			expect(first.remedy).toContain('put a private key into the credential');
			await failureOf(host.run({ argv: ['true'] }));
			expect(proxy.connections()).toBe(1);
			await proxy.close();
		});

		test('by an agent works, and one with too many keys is told', async () => {
			const socket = join(scene.folder, 'agent');
			const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
			const add = (path: string) =>
				execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
			const authentication = { kind: 'agent', socket } as const;
			try {
				for (let tries = 0; tries < 100 && !existsSync(socket); tries++) await new Promise((go) => setTimeout(go, 50));
				const empty = await failureOf(scene.open(server, { authentication }).run({ argv: ['true'] }));
				expect(empty.message).toContain('holds no key');
				for (let count = 0; count < 7; count++) {
					const path = join(scene.folder, `key${count}`);
					writeFileSync(path, utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
					add(path);
				}
				add(join(server.folder, 'client_key'));
				const many = await failureOf(scene.open(server, { authentication }).run({ argv: ['true'] }));
				expect(many).toMatchObject({ errorClass: 'auth' });
				expect(many.message).toContain(
					'the agent holds 8 keys, and the server lets try only some of them (MaxAuthTries)',
				);
				execFileSync('ssh-add', ['-q', '-D'], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
				add(join(server.folder, 'client_key'));
				expect(await works(scene.open(server, { authentication }))).toBe(true);
			} finally {
				agent.kill();
			}
			const missing = { kind: 'agent', socket: join(scene.folder, 'no-agent') } as const;
			const failure = await failureOf(scene.open(server, { authentication: missing }).run({ argv: ['true'] }));
			expect(failure.message).toContain('The SSH agent is not there');
		});

		test('by an RSA key is signed as current servers want it', async () => {
			const pair = utils.generateKeyPairSync('rsa', { bits: 2048 });
			writeFileSync(
				join(server.folder, 'authorized_keys'),
				`${readFileSync(join(server.folder, 'client_key.pub'), 'utf8')}${pair.public}\n`,
			);
			expect(await works(scene.open({ ...server, privateKey: pair.private }))).toBe(true);
		});
	});

	describe('limits of the server', () => {
		// https://github.com/mscdex/ssh2/issues/209
		test('a server with two sessions on a connection runs eight commands, one after the other', async () => {
			const host = scene.open(server);
			const outputs = await Promise.all(
				Array.from({ length: 8 }, async (_, at) =>
					(await host.run({ argv: ['sh', '-c', `sleep 0.1; echo ${at}`] })).stdout.trim(),
				),
			);
			expect(outputs).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
		});

		test('a server without a session is busy', async () => {
			const none = await scene.server('none', ['MaxSessions 0']);
			const failure = await failureOf(scene.open(none).run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'busy', remedy: expect.stringContaining('MaxSessions') });
		});

		test('a server with too many log-ins under way is busy', async () => {
			const few = await scene.server('few', ['MaxStartups 1:100:1', 'LoginGraceTime 30']);
			const waiting = await tcpProxy(few.port);
			const { connect } = await import('node:net');
			const holder = connect(waiting.port, '127.0.0.1');
			await new Promise((tell) => holder.once('data', tell));
			const failure = await failureOf(scene.open(few).run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'busy', remedy: expect.stringContaining('MaxStartups') });
			holder.destroy();
			await waiting.close();
		});

		test('old algorithms work if the server has them only, and none in common is told', async () => {
			const rsa = join(scene.folder, 'rsa_host_key');
			const old = await scene.server('old', [
				'KexAlgorithms diffie-hellman-group14-sha256',
				'Ciphers aes256-cbc,aes128-ctr',
				'MACs hmac-sha1,hmac-sha2-256',
				`HostKey ${rsa}`,
				'HostKeyAlgorithms rsa-sha2-256',
			]);
			expect(await works(scene.open(old, { hostKeys: [keyscan('rsa_host_key.pub')] }))).toBe(true);
			const strange = await scene.server('strange', ['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
			const failure = await failureOf(scene.open(strange).run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'invalid' });
			expect(failure.message).toContain('no algorithm in common');
		});
	});

	describe('an address', () => {
		test('of IPv6 works', async () => {
			const six = await scene.server('six', [], '::1');
			const host = scene.open(six);
			expect(host.name).toBe(`${six.username}@[::1]:${six.port}`);
			expect(await works(host)).toBe(true);
			expect(await works(scene.open(six, { hostKeys: [`[::1]:${six.port} ${keyscan('six/host_key.pub')}`] }))).toBe(
				true,
			);
		});

		test.each(['-oProxyCommand=id', '--version', 'a b', 'a;id', '[::1]', '', 'user@host', '@/etc/passwd'])(
			'%j is refused',
			(host) => {
				expect(() => scene.open({ ...server, host })).toThrow("'host'");
			},
		);

		test.each(['-l', 'a b', '', 'a:b', 'a\nb'])('the user %j is refused', (username) => {
			expect(() => scene.open({ ...server, username })).toThrow("'username'");
		});

		test('where nothing listens, or something else, is told', async () => {
			expect(await failureOf(scene.open({ ...server, port: 1 }).run({ argv: ['true'] }))).toMatchObject({
				errorClass: 'transport',
				message: expect.stringContaining('nothing listens there'),
			});
			const mail = createServer((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
			await new Promise<void>((tell) => mail.listen(0, '127.0.0.1', tell));
			const { port } = mail.address() as AddressInfo;
			const failure = await failureOf(
				scene.open({ ...server, port }, {}, { connectTimeoutMs: 1000 }).run({ argv: ['true'] }),
			);
			expect(failure.message).toContain('is no SSH server. It says: 220 mail.example.com ESMTP');
			mail.close();
			const silent = createServer(() => undefined);
			await new Promise<void>((tell) => silent.listen(0, '127.0.0.1', tell));
			const quiet = silent.address() as AddressInfo;
			const late = await failureOf(
				scene.open({ ...server, port: quiet.port }, {}, { connectTimeoutMs: 500 }).run({ argv: ['true'] }),
			);
			expect(late.message).toContain('within 0.5 s: it does not say hello');
			silent.close();
		});
	});
});
