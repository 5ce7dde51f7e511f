import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jobBeginning, openJobs } from '../../core/jobs';
import { createJobScene, followed, lackingForJobs, shellJob, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

describeWith('jobs on a host', lackingForJobs, () => {
	let scene: JobScene;
	beforeAll(async () => {
		scene = await createJobScene();
	});
	afterAll(async () => {
		await scene.close();
	});

	test('ten starts at once over ten connections are one run', async () => {
		const job = shellJob('once', 'echo run; sleep 0.3');
		const hosts = Array.from({ length: 10 }, () => scene.connect());
		const started = await Promise.all(
			hosts.map(async (host) => await openJobs(host, { directory: scene.directory }).start(job)),
		);
		await Promise.all(hosts.map(async (host) => await host.close()));
		expect(started.filter(({ existing }) => !existing)).toHaveLength(1);
		const { log, state, ending } = await followed(scene.jobs, 'once');
		expect({ log, state, code: ending?.exitCode }).toEqual({ log: 'run\n', state: 'done', code: 0 });
		expect(readdirSync(join(scene.directory, 'jobs')).filter((name) => name.startsWith('.'))).toEqual([]);
	});

	test('a line of events that is longer than one look brings comes as a whole', async () => {
		const long = 'head -c 3000000 /dev/zero | tr "\\0" a >>"$1"; printf "\\nlast\\n" >>"$1"';
		await scene.jobs.start(shellJob('one-long-line', '', { argv: ['sh', '-c', long, 'sh', { jobFile: 'events' }] }));
		const events: string[] = [];
		let cursor = jobBeginning;
		for (let looks = 0; looks < 20; looks++) {
			const seen = await scene.jobs.look('one-long-line', cursor, 5);
			events.push(...seen.events);
			cursor = seen.cursor;
			if (seen.state === 'done' && !seen.more) break;
		}
		expect(events.map((line) => line.length)).toEqual([3_000_000, 4]);
	});

	test('the same ID with another content is refused, also after its end', async () => {
		await scene.jobs.start(shellJob('same', 'echo one', { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] }));
		await followed(scene.jobs, 'same');
		const others = [
			shellJob('same', 'echo two', { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] }),
			shellJob('same', 'echo one', { files: [{ path: 'secrets/a', content: 'y', mode: 0o600 }] }),
			shellJob('same', 'echo one', { files: [{ path: 'secrets/a', content: 'x', mode: 0o700 }] }),
		];
		for (const other of others) {
			await expect(scene.jobs.start(other)).rejects.toMatchObject({ errorClass: 'exists' });
		}
		// What the refused ones brought is gone.
		expect(readdirSync(join(scene.directory, 'jobs')).filter((name) => name.startsWith('.'))).toEqual([]);
	});

	test('files have exactly their modes and bytes, and the folders are the own user’s', async () => {
		const bytes = Buffer.from([0, 255, 10, 13, 0xc3, 0xa9]);
		await scene.jobs.start(
			shellJob('files', 'stat -c %a:%n * secrets/*; cat "$1" | od -An -tx1; umask', {
				argv: [
					'sh',
					'-c',
					'stat -c %a:%n "$0"/* "$0"/secrets/* | sed "s,:.*/,:,"; od -An -tx1 "$1"; umask',
					{ jobFile: '' },
					{ jobFile: 'deep/er/bin' },
				],
				files: [
					{ path: 'deep/er/bin', content: bytes, mode: 0o640 },
					{ path: 'run me', content: '', mode: 0o755 },
					{ path: 'secrets/key', content: 'k', mode: 0o600 },
				],
			}),
		);
		const { log, errors } = await followed(scene.jobs, 'files');
		expect(errors).toBe('');
		expect(log.split('\n')).toEqual(
			expect.arrayContaining([
				'700:deep',
				'755:run me',
				'600:events',
				'600:log',
				'600:errors',
				'600:key',
				' 00 ff 0a 0d c3 a9',
			]),
		);
		// The command has the mask of the log-in, not that of the shim.
		expect(log.trim().split('\n').at(-1)).toBe(execFileSync('sh', ['-c', 'umask'], { encoding: 'utf8' }).trim());
		expect(statSync(join(scene.directory, 'jobs')).mode & 0o777).toBe(0o700);
	});

	test('no secret shows among the processes while it starts and runs, and none is left', async () => {
		const secret = 'sesame-open-4711';
		let seen = '';
		const watching = new AbortController();
		const watch = (async () => {
			while (!watching.signal.aborted) {
				seen += execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
				await pause(5);
			}
		})();
		await scene.jobs.start(
			shellJob('secret', 'cat "$0"; test "$TOKEN" = sesame-open-4711 && echo same; sleep 0.3', {
				argv: ['sh', '-c', 'cat "$0" | cut -c 1-6; echo "$TOKEN" | cut -c 8-11; sleep 0.3', { jobFile: 'secrets/a' }],
				environment: { PATH: '/usr/bin:/bin', TOKEN: secret },
				files: [{ path: 'secrets/a', content: secret, mode: 0o600 }],
			}),
		);
		const { log } = await followed(scene.jobs, 'secret');
		watching.abort();
		await watch;
		expect(log).toBe('sesame\nopen\n');
		expect(seen).toContain('jobs-');
		expect(seen).not.toContain(secret);
		expect(existsSync(join(scene.directory, 'jobs/secret/secrets'))).toBe(false);
	});

	test('the environment is empty but for what was given, and the home is the default of relative folders', async () => {
		await scene.jobs.start({
			jobId: 'environment',
			argv: ['/usr/bin/env', '-0'],
			environment: { ONE: `a'b"$(id)\n\\ é`, FILE: { jobFile: 'secrets/x', prefix: '@' } },
			files: [],
			timeoutSeconds: 10,
		});
		const { log } = await followed(scene.jobs, 'environment');
		const variables = log.split('\0').filter((line) => line !== '' && !line.startsWith('_='));
		expect(variables.sort()).toEqual([
			`FILE=@${scene.directory}/jobs/environment/secrets/x`,
			'LC_N8N_JOB=environment',
			`ONE=a'b"$(id)\n\\ é`,
		]);
		await scene.jobs.start(shellJob('home', 'pwd', { workingDirectory: '.' }));
		expect((await followed(scene.jobs, 'home')).log.trim()).toBe(process.env.HOME);
		await scene.jobs.start(shellJob('nowhere', 'pwd', { workingDirectory: '/no/such' }));
		expect(await followed(scene.jobs, 'nowhere')).toMatchObject({
			errors: expect.stringContaining('/no/such') as string,
			ending: { exitCode: 127, why: 'exit' },
		});
	});

	test('a program that is not there ends with 127 and the words of the host', async () => {
		await scene.jobs.start({ ...shellJob('absent', ''), argv: ['no-such-program', '--version'] });
		expect(await followed(scene.jobs, 'absent')).toMatchObject({
			state: 'done',
			errors: expect.stringContaining('no-such-program') as string,
			ending: { exitCode: 127 },
		});
	});

	// A start over ssh that waits for what it started: https://github.com/jenkinsci/publish-over-ssh-plugin/issues/230
	test('a start returns at once, although the command and its children keep their outputs open', async () => {
		const began = performance.now();
		await scene.jobs.start(shellJob('long', 'sleep 20 & sleep 20'));
		expect(performance.now() - began).toBeLessThan(5_000);
		await scene.jobs.cancel('long', 1);
	});

	test('a character that comes in two halves arrives whole, and so does a line of events', async () => {
		await scene.jobs.start(
			shellJob('halves', '', {
				argv: [
					'sh',
					'-c',
					`printf 'r\\303'; printf '{"a":' >>"$0"; sleep 0.6; printf '\\251sum\\303'; echo '1}' >>"$0"; printf last >>"$0"; sleep 1`,
					{ jobFile: 'events' },
				],
			}),
		);
		const first = await scene.jobs.look('halves', jobBeginning, 1);
		expect(first).toMatchObject({ log: 'r', events: [], cursor: { log: 1, events: 0 } });
		const began = performance.now();
		const second = await scene.jobs.look('halves', first.cursor, 5);
		expect(performance.now() - began).toBeLessThan(4_000);
		expect(second.log).toBe('ésum');
		const { events, log } = await followed(scene.jobs, 'halves');
		// At the end the rest is shown, although it is no character.
		expect({ events, log }).toEqual({ events: ['{"a":1}', 'last'], log: 'résum\ufffd' });
	});

	// Words of French and Dutch scripts that became question marks: https://github.com/rundeck/rundeck/issues/222
	test('5 MB of output arrive exactly, in portions, and from any offset', async () => {
		const line = 'éléphant à Ypres – één\n';
		const lines = Math.ceil(5_000_000 / Buffer.byteLength(line));
		await scene.jobs.start(shellJob('much', `yes 'éléphant à Ypres – één' | head -n ${lines}; echo wrong >&2`));
		const whole = line.repeat(lines);
		const { log, errors, looks, cursor } = await followed(scene.jobs, 'much');
		expect(log === whole).toBe(true);
		expect({ errors, more: looks > 4 }).toEqual({ errors: 'wrong\n', more: true });
		const offset = Buffer.byteLength(line) * 1_000;
		const again = await followed(scene.jobs, 'much', { ...jobBeginning, log: offset });
		expect(again.log === whole.slice(line.length * 1_000)).toBe(true);
		expect(again.cursor).toEqual(cursor);
	});

	test('jobs with one lock run one after the other, and a wait that is too long is told', async () => {
		const lock = (waitSeconds: number) => ({ lock: { name: 'inventory/of é', waitSeconds } });
		await scene.jobs.start(shellJob('lock1', 'sleep 2', lock(10)));
		await until('the first one runs', async () => (await scene.jobs.look('lock1')).state === 'running');
		await scene.jobs.start(shellJob('lock2', 'echo second', lock(10)));
		await scene.jobs.start(shellJob('lock3', 'echo third', lock(1)));
		await until('the second one waits', async () => (await scene.jobs.look('lock2')).state === 'queued');
		expect((await followed(scene.jobs, 'lock3')).ending).toMatchObject({
			why: 'lock_timeout',
			exitCode: null,
			startedAt: null,
		});
		const second = await followed(scene.jobs, 'lock2');
		const first = await followed(scene.jobs, 'lock1');
		expect(second).toMatchObject({ log: 'second\n', ending: { why: 'exit', exitCode: 0 } });
		expect(Number(second.ending?.startedAt)).toBeGreaterThanOrEqual(Number(first.ending?.endedAt));
	});

	test('a job that is not there is unknown; nothing is made of it', async () => {
		expect(await scene.jobs.look('never')).toMatchObject({ state: 'unknown', more: false });
		expect(await scene.jobs.cancel('never', 0)).toEqual({ state: 'unknown', leftovers: [] });
		expect(existsSync(join(scene.directory, 'jobs/never'))).toBe(false);
	});

	test('old jobs are removed, and those that run are not', async () => {
		await scene.jobs.start(shellJob('old', 'true'));
		await followed(scene.jobs, 'old');
		await scene.jobs.start(shellJob('young', 'sleep 30'));
		expect(await scene.jobs.removeOld(1)).toBe(0);
		expect(await scene.jobs.removeOld(0)).toBeGreaterThan(0);
		expect(existsSync(join(scene.directory, 'jobs/old'))).toBe(false);
		expect((await scene.jobs.look('young')).state).toMatch(/starting|running/);
		await scene.jobs.cancel('young', 0);
		await expect(scene.jobs.removeOld(Number.NaN)).rejects.toThrow("'days'");
	});
});
