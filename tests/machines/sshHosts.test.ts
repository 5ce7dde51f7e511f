import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lackingForMachines, startMachine, type Machine } from '../../stack/machines/machine';
import { freePort } from '../../stack/parts/ports';
import { describeWith } from '../support/requirement';
import { failureOf, sshScene, type SshScene } from '../support/sshScene';

const password = "correct 'horse' é";

describeWith('kinds of host', lackingForMachines(), () => {
	let scene: SshScene;
	let machine: Machine;
	beforeAll(async () => {
		scene = sshScene();
		machine = await startMachine({
			name: 'kinds',
			folder: join(scene.folder, 'kinds'),
			port: await freePort(),
			settings: [
				'UsePAM yes',
				'PasswordAuthentication no',
				'KbdInteractiveAuthentication yes',
				'Banner /etc/issue',
				'Subsystem sftp /bin/false',
			],
		});
		await machine.inside(
			['sh', '-s'],
			[
				'set -e',
				`add() { useradd --create-home --shell "$2" "$1"; mkdir -p "/home/$1/.ssh"; cp /run/machine/authorized_keys "/home/$1/.ssh/"; chown -R "$1:" "/home/$1"; }`,
				'add pia /bin/bash; add nobody2 /usr/sbin/nologin; add noisy /bin/bash; add limited /bin/bash; add wants /bin/bash; add plain /bin/sh',
				'echo "wants ALL=(ALL:ALL) NOPASSWD: ALL\nDefaults:wants requiretty" >/etc/sudoers.d/wants',
				'echo "pia ALL=(ALL:ALL) ALL" >/etc/sudoers.d/pia; chmod 0440 /etc/sudoers.d/*',
				'echo "echo WELCOME; echo café >&2; export LANG=fr_FR.UTF-8" >/home/noisy/.bashrc; chown noisy: /home/noisy/.bashrc',
				'sed -i "s/^/command=\\"echo only this\\" /" /home/limited/.ssh/authorized_keys',
				'mkdir -p /srv/full /srv/readonly; mount -t tmpfs -o size=64k tmpfs /srv/full; chmod 1777 /srv/full; dd if=/dev/zero of=/srv/full/fill bs=1k count=60 2>/dev/null',
				'mount -t tmpfs -o ro tmpfs /srv/readonly; mount -t tmpfs -o noexec,mode=1777 tmpfs /tmp',
				'echo "Welcome to kinds" >/etc/issue',
				'printf "Defaults lecture=always, passprompt=\\"Mot de passe de %%p : \\"\\n" >/etc/sudoers.d/french',
				'chmod 0440 /etc/sudoers.d/*',
			].join('\n'),
		);
		await machine.inside(['chpasswd'], `pia:${password}\nplain:${password}\n`);
	});
	afterAll(async () => {
		await scene.end();
		await machine.stop();
	});
	const open = (username: string, more: Parameters<SshScene['open']>[1] = {}) =>
		scene.open({ ...machine, username }, more);
	const whoIs = async (username: string, more: Parameters<SshScene['open']>[1] = {}) =>
		await open(username, more).run({ argv: ['id', '-un'], asUser: 'root' });

	describe('sudo', () => {
		test('without a password runs as the other user, with environment, input and exact arguments', async () => {
			const host = open('ops');
			expect(await host.run({ argv: ['id', '-un'], asUser: 'root' })).toMatchObject({ stdout: 'root\n', stderr: '' });
			expect(await host.run({ argv: ['id', '-un'], asUser: 'ops' })).toMatchObject({ stdout: 'ops\n' });
			const { stdout } = await host.run({
				argv: ['/bin/sh', '-c', 'echo "$TOKEN|$1|$HOME|$(pwd)"; cat', 'sh', "it's\n$(id)"],
				environment: { TOKEN: "a'b\nc" },
				input: 'input\n',
				asUser: 'root',
			});
			expect(stdout).toBe("a'b\nc|it's\n$(id)|/root|/root\ninput\n");
			await expect(host.run({ argv: ['id'], asUser: '-u' })).rejects.toThrow("'asUser'");
			expect(await failureOf(host.run({ argv: ['id'], asUser: 'nobody-here' }))).toMatchObject({
				errorClass: 'permission',
			});
		});

		test('with a password takes it, in any language, also if it is not asked for', async () => {
			const sudoPassword = password;
			expect(await whoIs('pia', { sudoPassword })).toMatchObject({ stdout: 'root\n', stderr: '' });
			expect(await whoIs('ops', { sudoPassword })).toMatchObject({ stdout: 'root\n', stderr: '' });
			const fed = await open('ops', { sudoPassword }).run({ argv: ['cat'], input: 'input', asUser: 'root' });
			expect(fed.stdout).toBe('input');
			const asked = await open('pia', { sudoPassword }).run({ argv: ['cat'], input: 'input', asUser: 'root' });
			expect(asked.stdout).toBe('input');
		});

		test('that asks, refuses or wants a terminal is told, without the password', async () => {
			expect(await failureOf(whoIs('pia'))).toMatchObject({
				errorClass: 'permission',
				message: expect.stringContaining('asks for a password'),
			});
			const wrong = await failureOf(whoIs('pia', { sudoPassword: 'swordfish-4711' }));
			expect(wrong).toMatchObject({ errorClass: 'auth', message: expect.stringContaining('refuses the password') });
			expect(wrong.message).not.toContain('swordfish');
			expect(await failureOf(whoIs('plain', { sudoPassword: password }))).toMatchObject({ errorClass: 'permission' });
			expect(await failureOf(whoIs('wants'))).toMatchObject({
				errorClass: 'permission',
				remedy: expect.stringContaining('!requiretty'),
			});
		});

		test('and its command leave nothing when the time is over', async () => {
			const host = open('ops');
			const failure = await failureOf(
				host.run({
					argv: ['/bin/sh', '-c', 'trap "" TERM; setsid sleep 321 & sleep 322 & wait'],
					asUser: 'root',
					timeoutMs: 1500,
				}),
			);
			expect(failure.message).toMatch(/did not end within 1.5 s$/);
			const left = await machine.inside(['sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\000" " "']);
			expect(left).not.toMatch(/sleep 32[12]/);
		});
	});

	describe('a password', () => {
		// https://github.com/mscdex/ssh2/issues/238
		test('is accepted where the server asks for it by keyboard-interactive only', async () => {
			const host = open('plain', { authentication: { kind: 'password', password } });
			expect(await host.run({ argv: ['id', '-un'] })).toMatchObject({ stdout: 'plain\n' });
		});

		test('that is wrong is refused once, and the error says what the server takes', async () => {
			const failure = await failureOf(
				open('plain', { authentication: { kind: 'password', password: 'wrong-4711' } }).run({ argv: ['true'] }),
			);
			expect(failure).toMatchObject({ errorClass: 'auth' });
			expect(failure.message).toMatch(/refuses the password\. The server takes: publickey,? ?keyboard-interactive/);
			expect(failure.message).not.toContain('4711');
		});
	});

	describe('a log-in shell', () => {
		test('that prints does not get into the results', async () => {
			const result = await open('noisy').run({ argv: ['/bin/sh', '-c', 'echo out; echo err >&2'] });
			expect(result).toMatchObject({ stdout: 'out\n', stderr: 'err\n' });
			await open('noisy').upload({ path: '/home/noisy/file', content: 'x', mode: 0o600 });
		});

		test('that lets nobody in is told in its words', async () => {
			const failure = await failureOf(open('nobody2').run({ argv: ['true'] }));
			expect(failure).toMatchObject({ errorClass: 'permission' });
			expect(failure.message).toContain('ran no command. It said: This account is currently not available.');
		});

		test('behind a command of authorized_keys is told', async () => {
			const failure = await failureOf(open('limited').run({ argv: ['true'] }));
			expect(failure.message).toContain('ran no command. It said: only this');
			expect(failure.remedy).toContain('authorized_keys');
		});

		const shells = ['/bin/tcsh', '/bin/csh', '/usr/bin/fish', '/bin/zsh', '/bin/dash', '/bin/bash'].filter((path) =>
			existsSync(path),
		);
		test.each(shells)('%s gives the same results as any other', async (shell) => {
			await machine.inside(['usermod', '--shell', shell, 'plain']);
			const text = 'it\'s "x" $HOME `id` !! \\ é\n';
			const { stdout } = await open('plain').run({ argv: ['printf', '%s|%s', text, '~'], environment: { A: text } });
			expect(stdout).toBe(`${text}|~`);
		});
	});

	describe('a file', () => {
		test('is written where there is no SFTP, and where nothing may be executed', async () => {
			const host = open('ops');
			await host.upload({ path: '/tmp/file', content: 'content', mode: 0o640 });
			expect(await host.run({ argv: ['stat', '-c', '%a %s', '/tmp/file'] })).toMatchObject({ stdout: '640 7\n' });
		});

		test.each([
			['/srv/full/file', 'limit', 'the disk is full'],
			['/srv/readonly/file', 'permission', 'the file system is read-only'],
			['/usr/file', 'permission', 'Permission denied'],
			['/nowhere/file', 'not_found', 'its directory is not there'],
		])('at %s is refused as %s, with the reason', async (path, errorClass, words) => {
			const host = open('plain');
			const failure = await failureOf(host.upload({ path, content: 'x'.repeat(100_000), mode: 0o600 }));
			expect(failure).toMatchObject({ errorClass });
			expect(failure.message).toContain(words);
			const directory = dirname(path);
			const left = await machine.inside(['sh', '-c', `ls -A ${directory} 2>/dev/null || true`]);
			expect(left).not.toContain('n8n-part');
		});
	});

	test('the report says what the host offers', async () => {
		const report = await open('ops').examine();
		expect(report).toMatchObject({ user: 'ops', sudo: 'free', sftp: false });
		expect(report.system).toMatch(/\S/);
		expect(await open('pia').examine()).toMatchObject({ sudo: 'asks' });
		expect(await open('pia', { sudoPassword: password }).examine()).toMatchObject({ sudo: 'password' });
		expect(await failureOf(open('pia', { sudoPassword: 'no' }).examine())).toMatchObject({ errorClass: 'auth' });
	});
});
