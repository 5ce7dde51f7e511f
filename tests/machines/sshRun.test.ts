import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { SshHost } from '../../core/ssh';
import { sshdProgram, type OpenSshServer } from '../../stack/machines/openSshServer';
import { describeWith } from '../support/requirement';
import { failureOf, sshScene, type SshScene } from '../support/sshScene';
import { tcpProxy } from '../support/tcpProxy';

/** The processes whose environment or arguments hold a word, that have not ended. */
function processesWith(word: string): string[] {
	return readdirSync('/proc')
		.filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
		.flatMap((pid) => {
			try {
				const said = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
				return said.includes(word) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
			} catch {
				return [];
			}
		});
}

describeWith('commands over SSH', sshdProgram() ? undefined : 'openssh-server is not installed', () => {
	let scene: SshScene;
	let server: OpenSshServer;
	let host: SshHost;
	beforeAll(async () => {
		scene = sshScene();
		server = await scene.server('main');
		host = scene.open(server);
	});
	afterAll(async () => {
		await scene.end();
	});
	const sh = async (script: string, more: Partial<Parameters<SshHost['run']>[0]> = {}) =>
		await host.run({ argv: ['/bin/sh', '-c', script], ...more });

	describe('arguments, input and environment', () => {
		test('500 generated arguments arrive byte for byte', async () => {
			const texts = fc.sample(fc.string({ unit: 'binary' }), 500).map((text) => text.replaceAll('\0', ''));
			const hostile = [
				"'",
				'"',
				'$(id)',
				'`id`',
				'\n',
				'-l',
				'@/etc/passwd',
				'--version,',
				'{{ x }}',
				'é\u{1F600}',
				'',
			];
			const { stdoutBytes } = await host.run({ argv: ['printf', '%s\\0', ...texts, ...hostile] });
			expect(stdoutBytes.toString().split('\0').slice(0, -1)).toEqual([...texts, ...hostile]);
		});

		test('500 generated values of the environment arrive byte for byte', async () => {
			const texts = fc.sample(fc.string({ unit: 'binary' }), 500).map((text) => text.replaceAll('\0', ''));
			const environment = Object.fromEntries(texts.map((text, at) => [`MSP_${at}`, text]));
			const { stdout } = await host.run({ argv: ['env', '-0'], environment });
			const arrived = new Map(
				stdout.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
			);
			expect(texts.map((_, at) => arrived.get(`MSP_${at}`))).toEqual(texts);
		});

		test('input arrives whole, also with every byte, and a command without input reads nothing', async () => {
			const input = Buffer.from(Array.from({ length: 500_000 }, (_, at) => (at * 7) % 256));
			expect((await host.run({ argv: ['cat'], input })).stdoutBytes.equals(input)).toBe(true);
			expect(await host.run({ argv: ['cat'] })).toMatchObject({ exitCode: 0, stdout: '' });
			expect(await host.run({ argv: ['cat'], input: '' })).toMatchObject({ exitCode: 0, stdout: '' });
		});

		test('what cannot be an argument is refused before anything runs', async () => {
			await expect(host.run({ argv: ['touch', join(scene.folder, 'made\0')] })).rejects.toThrow('NUL');
			await expect(host.run({ argv: ['-c', 'id'] })).rejects.toThrow('hyphen');
			await expect(host.run({ argv: ['id'], environment: { 'A;id': '' } })).rejects.toThrow('no name of a variable');
			// A refusal keeps no channel open: OpenSSH has ten of them.
			for (let times = 0; times < 12; times++) {
				await expect(host.run({ argv: ['-c', 'id'] })).rejects.toThrow('hyphen');
			}
			expect(await host.run({ argv: ['true'] })).toMatchObject({ exitCode: 0 });
		});

		test('a secret in the environment or the input shows among no processes', async () => {
			const secret = 'swordfish-4711';
			const running = host.run({ argv: ['sleep', '1'], environment: { TOKEN: secret }, input: secret });
			const seen: string[] = [];
			for (let times = 0; times < 15; times++) {
				seen.push(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }));
				await pause(50);
			}
			await running;
			expect(seen.join('\n')).toContain('sleep 1');
			expect(seen.join('\n')).not.toContain(secret);
		});
	});

	describe('results', () => {
		// https://github.com/n8n-io/n8n/issues/14921
		test('a command that fails is an error with its words, unless its code is allowed', async () => {
			const failure = await failureOf(sh('echo no such plan >&2; exit 3'));
			expect(failure).toMatchObject({ errorClass: 'invalid' });
			expect(failure.message).toMatch(/^\/bin\/sh on .* ended with the code 3: no such plan$/);
			expect(await sh('exit 3', { mayExitWith: [0, 3] })).toMatchObject({ exitCode: 3 });
			expect(await sh('exit 4', { mayExitWith: 'any' })).toMatchObject({ exitCode: 4 });
			await expect(sh('exit 4', { mayExitWith: [3] })).rejects.toThrow('code 4');
			await expect(host.run({ argv: ['no-such-program'] })).rejects.toThrow('was not found');
			await expect(host.run({ argv: ['/etc/passwd'] })).rejects.toThrow('cannot be run');
		});

		test('a command that a signal ends says which', async () => {
			expect(await sh('kill -s KILL $$', { mayExitWith: 'any' })).toMatchObject({ exitCode: null, signal: 'KILL' });
			await expect(sh('kill -s TERM $$')).rejects.toThrow('was ended by the signal TERM');
		});

		test('an error holds no secret of the environment', async () => {
			const failure = await failureOf(
				sh('echo "wrong: $TOKEN" >&2; exit 1', { environment: { TOKEN: 'swordfish-4711' } }),
			);
			expect(failure.message).toContain('wrong: [redacted]');
		});

		test('a character that comes in two packets is one', async () => {
			const told: string[] = [];
			const { stdout } = await sh("printf 'caf\\303'; sleep 0.2; printf '\\251'", {
				onOutput: (text) => told.push(text),
			});
			expect([stdout, told.join(''), told.some((part) => part.includes('\ufffd'))]).toEqual(['café', 'café', false]);
		});

		test('20 MB of output are cut at the limit, told as cut, and read to the end', async () => {
			const { stdout, truncated } = await sh('head -c 20000000 /dev/zero | tr "\\000" x; echo end >&2', {
				outputLimitBytes: 1000,
			});
			expect([stdout, truncated]).toEqual(['x'.repeat(1000), true]);
			expect(await sh('echo short')).toMatchObject({ stdout: 'short\n', truncated: false });
		});

		test('a background process that holds the outputs does not hold the command', async () => {
			const { stdout } = await sh('sleep 25 & echo done; echo $! >&2');
			expect(stdout).toBe('done\n');
		});
	});

	describe('time', () => {
		test.each([
			['timeout', { timeoutMs: 700 }, 'did not end within 0.7 s'],
			['silence', { idleTimeoutMs: 700 }, 'gave no sign of life for 0.7 s'],
		])('a %s ends the whole tree, also what ignores TERM or has a session of its own', async (name, limit, words) => {
			const word = `msp-tree-${name}-${process.pid}`;
			const script =
				'trap "" TERM; (trap "" TERM; sleep 300) & setsid sleep 301 & setsid sh -c "sleep 302 & wait" & wait';
			const failure = await failureOf(sh(script, { ...limit, environment: { MSP_WORD: word } }));
			expect(failure).toMatchObject({ errorClass: 'transport' });
			expect(failure.message).toMatch(new RegExp(`${words.replace('.', '\\.')}$`));
			expect(processesWith(word)).toEqual([]);
		});

		test('a cancelled command with input leaves nothing either', async () => {
			const word = `msp-cancel-${process.pid}`;
			const abort = new AbortController();
			const running = failureOf(
				sh('cat; sleep 300', { input: 'x', signal: abort.signal, environment: { MSP_WORD: word } }),
			);
			for (let tries = 0; tries < 200 && processesWith(word).length < 2; tries++) await pause(50);
			expect(processesWith(word).length).toBeGreaterThan(0);
			abort.abort();
			expect((await running).message).toContain('was cancelled');
			expect(processesWith(word)).toEqual([]);
			expect((await failureOf(sh('touch never', { signal: abort.signal }))).message).toContain('before it began');
		});

		test('output that goes on is a sign of life', async () => {
			expect(await sh('for n in 1 2 3 4 5 6; do echo $n; sleep 0.4; done', { idleTimeoutMs: 2000 })).toMatchObject({
				exitCode: 0,
			});
		});
	});

	describe('files', () => {
		test('are written whole, with their mode, and leave nothing beside them', async () => {
			const place = join(scene.folder, "it's here é");
			mkdirSync(place);
			const path = join(place, '-rf $(id)');
			const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 13) % 256));
			await host.upload({ path, content, mode: 0o640 });
			expect(readFileSync(path).equals(content)).toBe(true);
			expect((statSync(path).mode & 0o7777).toString(8)).toBe('640');
			await host.upload({ path, content: 'new', mode: 0o4711 });
			expect([readFileSync(path, 'utf8'), (statSync(path).mode & 0o7777).toString(8)]).toEqual(['new', '4711']);
			expect(readdirSync(place)).toHaveLength(1);
		});

		test('that cannot be written leave the old one, and say why', async () => {
			await expect(host.upload({ path: 'relative', content: '', mode: 0o600 })).rejects.toThrow('no absolute path');
			await expect(host.upload({ path: '/tmp/x', content: '', mode: 0o70000 })).rejects.toThrow('no mode');
			const missing = await failureOf(
				host.upload({ path: join(scene.folder, 'no/such/file'), content: 'x', mode: 0o600 }),
			);
			expect(missing).toMatchObject({ errorClass: 'not_found' });
			const taken = join(scene.folder, 'taken');
			mkdirSync(taken);
			expect(await failureOf(host.upload({ path: taken, content: 'x', mode: 0o600 }))).toMatchObject({
				errorClass: 'exists',
			});
			writeFileSync(join(scene.folder, 'file'), '');
			const below = await failureOf(host.upload({ path: join(scene.folder, 'file/x'), content: 'x', mode: 0o600 }));
			expect(below).toMatchObject({ errorClass: 'not_found' });
		});
	});

	describe('the connection', () => {
		test('is one for many commands at once, with four channels at a time', async () => {
			const proxy = await tcpProxy(server.port);
			const through = scene.open({ ...server, port: proxy.port });
			const word = `msp-many-${process.pid}`;
			let most = 0;
			const watch = setInterval(() => (most = Math.max(most, processesWith(word).length)), 30);
			const results = await Promise.all(
				Array.from(
					{ length: 12 },
					async (_, at) =>
						await through.run({
							argv: ['sh', '-c', 'sleep 0.2; echo $0', String(at)],
							environment: { MSP_WORD: word },
						}),
				),
			);
			clearInterval(watch);
			expect(results.map(({ stdout }) => stdout.trim())).toEqual(results.map((_, at) => String(at)));
			expect(proxy.connections()).toBe(1);
			expect(most).toBeGreaterThan(0);
			// A shell and its sleep for each.
			expect(most).toBeLessThanOrEqual(8);
			await proxy.close();
		});

		test('that breaks off during a command leaves its outcome unknown, and the next command has a new one', async () => {
			const proxy = await tcpProxy(server.port);
			const through = scene.open({ ...server, port: proxy.port });
			const running = failureOf(
				through.run({ argv: ['sh', '-c', 'echo begun; sleep 2'], onOutput: () => proxy.cut() }),
			);
			const failure = await running;
			expect(failure).toMatchObject({ errorClass: 'transport' });
			expect(failure.message).toContain('The connection to');
			expect(await through.run({ argv: ['echo', 'again'] })).toMatchObject({ stdout: 'again\n' });
			expect(proxy.connections()).toBe(2);
			await proxy.close();
		});

		test('that is dead without a word is noticed', async () => {
			const proxy = await tcpProxy(server.port);
			const through = scene.open({ ...server, port: proxy.port }, {}, { keepaliveIntervalMs: 300 });
			const failure = await failureOf(
				through.run({ argv: ['sh', '-c', 'echo begun; sleep 30'], onOutput: () => proxy.freeze() }),
			);
			expect(failure).toMatchObject({ errorClass: 'transport' });
			expect(failure.message).toContain('Keepalive timeout');
			await proxy.close();
		});

		test('that is closed says so', async () => {
			const closed = scene.open(server);
			await closed.run({ argv: ['true'] });
			await closed.close();
			await expect(closed.run({ argv: ['true'] })).rejects.toThrow('is closed');
		});
	});
});
