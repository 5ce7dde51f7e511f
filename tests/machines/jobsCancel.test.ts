import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJobs } from '../../core/jobs';
import { openSsh } from '../../core/ssh';
import { createJobScene, followed, lackingForJobs, shellJob, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

describeWith('the end of a job', lackingForJobs, () => {
	let scene: JobScene;
	beforeAll(async () => {
		scene = await createJobScene();
	});
	afterAll(async () => {
		await scene.close();
	});

	/** The processes with the mark of a job. */
	function marked(jobId: string): string[] {
		const processes = execFileSync('sh', ['-c', 'grep -ls "LC_N8N_JOB=$0" /proc/[0-9]*/environ || true', jobId], {
			encoding: 'utf8',
		});
		return processes.split('\n').filter((line) => line !== '' && readMark(line).includes(`LC_N8N_JOB=${jobId}`));
	}
	const readMark = (path: string) => {
		try {
			return readFileSync(path, 'utf8').split('\0');
		} catch {
			return [];
		}
	};
	const logged = async (jobId: string, word: string) => {
		await until(`${jobId} says ${word}`, async () => (await scene.jobs.look(jobId)).log.includes(word));
	};
	const secretFile = { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] };

	test('INT comes first, and the command hears it', async () => {
		await scene.jobs.start(shellJob('int', 'trap "echo heard; exit 3" INT; echo ready; sleep 30 & wait', secretFile));
		await logged('int', 'ready');
		// TERM would come after half a minute.
		expect(await scene.jobs.cancel('int', 60)).toEqual({ state: 'done', leftovers: [] });
		expect(await followed(scene.jobs, 'int')).toMatchObject({
			log: 'ready\nheard\n',
			ending: { why: 'cancelled', exitCode: 3 },
		});
		expect(marked('int')).toEqual([]);
		expect(existsSync(join(scene.directory, 'jobs/int/secrets'))).toBe(false);
		// Once more does no harm, and changes nothing.
		expect(await scene.jobs.cancel('int', 0)).toEqual({ state: 'done', leftovers: [] });
	});

	test('a Python program is interrupted as by a person', async () => {
		const program =
			'import time\ntry:\n print("ready", flush=True)\n time.sleep(30)\nexcept KeyboardInterrupt:\n print("interrupted")\n raise SystemExit(99)';
		await scene.jobs.start({ ...shellJob('python', ''), argv: ['python3', '-c', program] });
		await logged('python', 'ready');
		await scene.jobs.cancel('python', 10);
		expect(await followed(scene.jobs, 'python')).toMatchObject({
			log: 'ready\ninterrupted\n',
			ending: { exitCode: 99 },
		});
	});

	test('what does not hear INT and TERM is killed', async () => {
		await scene.jobs.start(shellJob('deaf', 'trap "" INT TERM; echo ready; while :; do sleep 1; done'));
		await logged('deaf', 'ready');
		const began = performance.now();
		expect(await scene.jobs.cancel('deaf', 2)).toEqual({ state: 'done', leftovers: [] });
		expect(performance.now() - began).toBeGreaterThan(1_900);
		expect((await followed(scene.jobs, 'deaf')).ending).toMatchObject({ why: 'cancelled', exitCode: 137 });
		expect(marked('deaf')).toEqual([]);
	});

	// Only the top process was stopped: https://github.com/semaphoreui/semaphore/issues/3512
	// `ansible-runner stop` left the playbook running: https://github.com/ansible/ansible-runner/issues/99
	test('grandchildren end with the job, also those in a session of their own', async () => {
		await scene.jobs.start(
			shellJob(
				'tree',
				`sh -c 'sh -c "sleep 301" & sleep 302' & setsid sh -c 'trap "" TERM; sleep 303; sleep 304' & setsid sleep 305 & echo ready; wait`,
			),
		);
		await logged('tree', 'ready');
		await until('all are there', () => marked('tree').length >= 6);
		expect(await scene.jobs.cancel('tree', 1)).toEqual({ state: 'done', leftovers: [] });
		expect(marked('tree')).toEqual([]);
	});

	test('a job whose ID begins like another one is not swept with it', async () => {
		await scene.jobs.start(shellJob('pair', 'setsid sleep 306 & echo ready; wait'));
		await scene.jobs.start(shellJob('pair.2', 'setsid sleep 307 & echo ready; wait'));
		await logged('pair', 'ready');
		await logged('pair.2', 'ready');
		await scene.jobs.cancel('pair', 0);
		expect(marked('pair')).toEqual([]);
		expect((await scene.jobs.look('pair.2')).state).toBe('running');
		expect(marked('pair.2').length).toBeGreaterThan(1);
		await scene.jobs.cancel('pair.2', 0);
	});

	test('a timeout ends the job alike, and says so', async () => {
		await scene.jobs.start(
			shellJob('late', 'setsid sleep 308 & echo ready; sleep 309; wait', {
				...secretFile,
				timeoutSeconds: 1,
			}),
		);
		const end = await followed(scene.jobs, 'late');
		expect(end).toMatchObject({ state: 'done', ending: { why: 'timeout' }, leftovers: [] });
		expect(marked('late')).toEqual([]);
		expect(existsSync(join(scene.directory, 'jobs/late/secrets'))).toBe(false);
	});

	// A job that was stopped left its process ID, and no other one could start: https://github.com/ansible/ansible-runner/issues/121
	test('a job that waits for its turn is cancelled without having run, and the next one has the turn', async () => {
		const lock = { lock: { name: 'turn', waitSeconds: 30 } };
		await scene.jobs.start(shellJob('turn1', 'echo ready; sleep 30', lock));
		await logged('turn1', 'ready');
		await scene.jobs.start(shellJob('turn2', 'echo ran', { ...lock, ...secretFile }));
		await until('it waits', async () => (await scene.jobs.look('turn2')).state === 'queued');
		expect(await scene.jobs.cancel('turn2', 5)).toEqual({ state: 'done', leftovers: [] });
		expect(await followed(scene.jobs, 'turn2')).toMatchObject({
			log: '',
			ending: { why: 'cancelled', exitCode: null, startedAt: null },
		});
		expect(existsSync(join(scene.directory, 'jobs/turn2/secrets'))).toBe(false);
		await scene.jobs.start(shellJob('turn3', 'echo ran', lock));
		await scene.jobs.cancel('turn1', 1);
		expect((await followed(scene.jobs, 'turn3')).log).toBe('ran\n');
	});

	test('a job that had ended keeps its ending; what it left running is named, and left', async () => {
		await scene.jobs.start(shellJob('left', 'setsid sleep 310 >/dev/null 2>&1 & echo ran'));
		const end = await followed(scene.jobs, 'left');
		expect(end.ending).toMatchObject({ why: 'exit', exitCode: 0 });
		expect(end.leftovers).toEqual([expect.stringMatching(/^\S+@127\.0\.0\.1:\d+: \d+ sleep$/)]);
		expect(await scene.jobs.cancel('left', 0)).toEqual({ state: 'done', leftovers: end.leftovers });
		expect((await followed(scene.jobs, 'left')).ending).toEqual(end.ending);
		for (const path of marked('left')) process.kill(Number(path.split('/')[2]), 'SIGKILL');
		expect((await scene.jobs.cancel('left', 0)).leftovers).toEqual([]);
	});

	test('a job whose runner was killed is ended by a cancel', async () => {
		await scene.jobs.start(shellJob('headless', 'setsid sleep 311 & echo ready; sleep 312', secretFile));
		await logged('headless', 'ready');
		process.kill(Number(scene.fileOf('headless', '.job/runner').split(' ')[0]), 'SIGKILL');
		expect(await scene.jobs.cancel('headless', 2)).toMatchObject({ leftovers: [] });
		expect(marked('headless')).toEqual([]);
		expect(existsSync(join(scene.directory, 'jobs/headless/secrets'))).toBe(false);
	});

	test('the arguments of what is left are not shown: they may hold secrets', async () => {
		await scene.jobs.start(
			shellJob('quiet', `printf 'sleep 5' >"$0"; setsid sh "$0" sesame >/dev/null 2>&1 & true`, {
				argv: [
					'sh',
					'-c',
					`printf 'sleep 313\\nexit' >"$0"; setsid sh "$0" sesame >/dev/null 2>&1 & sleep 0.2`,
					{ jobFile: 'script' },
				],
			}),
		);
		const { leftovers = [] } = await followed(scene.jobs, 'quiet');
		expect(leftovers.join()).toContain(`sh ${scene.directory}/jobs/quiet/script`);
		expect(leftovers.join()).not.toContain('sesame');
		for (const path of marked('quiet')) process.kill(Number(path.split('/')[2]), 'SIGKILL');
	});
});

const lackingForUsers = process.getuid?.() === 0 ? lackingForJobs : 'another user needs root';

describeWith('a job with processes of another user', lackingForUsers, () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-user-'));
	let scene: JobScene;
	beforeAll(async () => {
		chmodSync(folder, 0o755);
		mkdirSync(join(folder, 'home'));
		execFileSync('chown', ['4711', join(folder, 'home')]);
		writeFileSync(
			join(folder, 'passwd'),
			`${readFileSync('/etc/passwd', 'utf8')}plain:x:4711:4711::${folder}/home:/bin/sh\n`,
		);
		// Becomes root for good, as sudo does.
		copyFileSync('/usr/bin/setpriv', join(folder, 'become'));
		chmodSync(join(folder, 'become'), 0o4755);
		scene = await createJobScene({
			within: [
				'unshare',
				'--mount',
				'sh',
				'-c',
				`mount --bind '${folder}/passwd' /etc/passwd && chmod 644 "$1" && shift && exec "$@"`,
				'sh',
				join(folder, 'passwd'),
			],
		});
	});
	afterAll(async () => {
		await scene.close();
		rmSync(folder, { recursive: true, force: true });
	});

	test('what may not be ended is named', async () => {
		const { server } = scene;
		chmodSync(server.folder, 0o755);
		chmodSync(join(server.folder, '..'), 0o755);
		chmodSync(join(server.folder, 'authorized_keys'), 0o644);
		const host = openSsh({
			host: server.host,
			port: server.port,
			username: 'plain',
			authentication: { kind: 'key', privateKey: server.privateKey },
			hostKeys: [server.fingerprint],
		});
		try {
			const jobs = openJobs(host, { directory: '.n8n-ansible' });
			await jobs.start(
				shellJob('root', `echo ready; '${folder}/become' --reuid=0 --clear-groups sleep 314; sleep 315`),
			);
			await until('root sleeps', () =>
				execFileSync('ps', ['-eo', 'uid,args'], { encoding: 'utf8' }).includes('   0 sleep 314'),
			);
			const { leftovers } = await jobs.cancel('root', 1);
			expect(leftovers).toEqual([expect.stringMatching(/^plain@127\.0\.0\.1:\d+: \d+ sleep$/)]);
			process.kill(Number(/: (\d+) sleep/.exec(leftovers[0] ?? '')?.[1]), 'SIGKILL');
			expect(await jobs.cancel('root', 0)).toMatchObject({ leftovers: [] });
			expect(existsSync(join(folder, 'home/.n8n-ansible/jobs/root/.job/ending'))).toBe(true);
		} finally {
			await host.close();
		}
	});
});
