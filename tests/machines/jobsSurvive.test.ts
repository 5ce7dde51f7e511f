import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobBeginning, openJobs } from '../../core/jobs';
import { filesOf } from '../../core/jobs/jobFiles';
import { callShim } from '../../core/jobs/shim';
import { tarOf } from '../../core/jobs/tar';
import { createJobScene, followed, lackingForJobs, shellJob, until, type JobScene } from '../support/jobScene';
import { describeWith } from '../support/requirement';

describeWith('jobs survive', lackingForJobs, () => {
	let scene: JobScene;
	beforeAll(async () => {
		scene = await createJobScene();
	});
	afterAll(async () => {
		await scene.close();
	});

	const numbersOf = (jobId: string, file: string) => scene.fileOf(jobId, `.job/${file}`).trim().split(' ');
	const pidOf = (jobId: string, file: 'runner' | 'group') => Number(numbersOf(jobId, file)[0]);

	/** Ends the server's processes for its connections, as a cable that is pulled does. */
	function cutConnections(): void {
		const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(scene.server.process.pid)], {
			encoding: 'utf8',
		});
		for (const pid of children.split('\n').map(Number).filter(Boolean)) process.kill(pid, 'SIGKILL');
	}

	test('a connection that is cut loses neither the run nor a byte of it', async () => {
		await scene.jobs.start(
			shellJob('cut', 'for i in 1 2 3 4 5 6; do echo "line $i"; echo "event $i" >>"$0"; sleep 0.3; done', {
				argv: [
					'sh',
					'-c',
					'for i in 1 2 3 4 5 6; do echo "line $i"; echo "event $i" >>"$0"; sleep 0.3; done; echo over >&2',
					{ jobFile: 'events' },
				],
			}),
		);
		const first = await scene.jobs.look('cut', jobBeginning, 5);
		expect(first.log).toContain('line 1\n');
		const waiting = scene.jobs.look('cut', { ...first.cursor, log: first.cursor.log + 7 }, 20);
		cutConnections();
		await expect(waiting).rejects.toMatchObject({ errorClass: 'transport' });
		// Another process looks, over a connection of its own.
		const later = openJobs(scene.connect(), { directory: scene.directory });
		const rest = await followed(later, 'cut', first.cursor);
		expect(first.log + rest.log).toBe([1, 2, 3, 4, 5, 6].map((i) => `line ${i}\n`).join(''));
		expect([...first.events, ...rest.events]).toEqual([1, 2, 3, 4, 5, 6].map((i) => `event ${i}`));
		expect(rest).toMatchObject({ state: 'done', errors: 'over\n', ending: { exitCode: 0, why: 'exit' } });
	});

	test('a start that is repeated after a cut is the same run', async () => {
		const job = shellJob('again', 'echo run; sleep 0.5');
		const answer = scene.jobs.start(job).catch(() => 'cut');
		await until('it is there', () => existsSync(join(scene.directory, 'jobs/again')));
		cutConnections();
		await answer;
		await openJobs(scene.connect(), { directory: scene.directory }).start(job);
		expect((await followed(openJobs(scene.connect(), scene), 'again')).log).toBe('run\n');
	});

	test('files that were cut on their way start nothing, and leave nothing', async () => {
		const files = tarOf(
			filesOf(
				shellJob('half', 'echo ran', { files: [{ path: 'secrets/a', content: 'x'.repeat(2_000), mode: 0o600 }] }),
				5,
			),
		);
		const host = scene.connect();
		for (const length of [0, 512, 3_000, files.length - 2_048]) {
			await expect(
				callShim(host, scene.directory, { verb: 'start', arguments: ['half'], input: files.subarray(0, length) }),
			).rejects.toMatchObject({ errorClass: expect.stringMatching(/transport|invalid/) as string });
		}
		expect(execFileSync('ls', ['-A', join(scene.directory, 'jobs')], { encoding: 'utf8' })).not.toContain('half');
		expect((await openJobs(host, scene).look('half')).state).toBe('unknown');
	});

	test('a job whose starter died before the start is started by the next one', async () => {
		const job = shellJob('unlaunched', 'echo ran');
		const folder = join(scene.directory, 'jobs/unlaunched');
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		execFileSync('tar', ['-xpf', '-', '-C', folder], { input: tarOf(filesOf(job, 10)) });
		const jobs = openJobs(scene.connect(), scene);
		expect((await jobs.look('unlaunched')).state).toBe('starting');
		expect(await jobs.start(job)).toMatchObject({ existing: false });
		expect((await followed(jobs, 'unlaunched')).log).toBe('ran\n');
	});

	test('a job that nobody launched for minutes is lost for good, and its secrets go', async () => {
		const job = shellJob('forgotten', 'echo ran', { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] });
		const folder = join(scene.directory, 'jobs/forgotten');
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		execFileSync('tar', ['-xpf', '-', '-C', folder], { input: tarOf(filesOf(job, 10)) });
		mkdirSync(join(folder, '.job/launched'));
		execFileSync('touch', ['-d', '5 minutes ago', join(folder, '.job')]);
		const jobs = openJobs(scene.connect(), scene);
		expect((await jobs.look('forgotten')).state).toBe('lost');
		expect(existsSync(join(folder, 'secrets'))).toBe(false);
		expect(await jobs.start(job)).toEqual({ existing: true, state: 'lost' });
	});

	test('a killed runner is no verdict while its command runs; then the job is lost, and its secrets are gone', async () => {
		const jobs = openJobs(scene.connect(), scene);
		await jobs.start(
			shellJob('orphan', 'sleep 1.5; echo end', { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] }),
		);
		await until('it runs', () => existsSync(join(scene.directory, 'jobs/orphan/.job/group')));
		process.kill(pidOf('orphan', 'runner'), 'SIGKILL');
		expect((await jobs.look('orphan')).state).toBe('running');
		const end = await followed(jobs, 'orphan');
		expect(end).toMatchObject({ state: 'lost', log: 'end\n' });
		expect(end.ending).toBeUndefined();
		expect(existsSync(join(scene.directory, 'jobs/orphan/secrets'))).toBe(false);
		expect((await jobs.cancel('orphan', 0)).state).toBe('lost');
	});

	// A zombie keeps its entry in /proc, and a process ID is given again.
	test('a runner that only waits to be reaped, or whose number another process has, is no runner', async () => {
		const jobs = openJobs(scene.connect(), scene);
		await jobs.start(shellJob('reused', 'sleep 30'));
		await until('it runs', () => existsSync(join(scene.directory, 'jobs/reused/.job/group')));
		process.kill(-pidOf('reused', 'runner'), 'SIGKILL');
		process.kill(-pidOf('reused', 'group'), 'SIGKILL');
		// The number of a process that lives, with another beginning.
		const [, , boot = ''] = numbersOf('reused', 'runner');
		writeFileSync(join(scene.directory, 'jobs/reused/.job/runner'), `${process.pid} 1 ${boot}\n`);
		expect((await jobs.look('reused')).state).toBe('lost');
	});

	test('after a reboot a job is lost, also when its numbers live again', async () => {
		const jobs = openJobs(scene.connect(), scene);
		await jobs.start(shellJob('reboot', 'sleep 30', { files: [{ path: 'secrets/a', content: 'x', mode: 0o600 }] }));
		await until('it runs', () => existsSync(join(scene.directory, 'jobs/reboot/.job/started')));
		const [pid = '', start = ''] = numbersOf('reboot', 'runner');
		const runner = join(scene.directory, 'jobs/reboot/.job/runner');
		const before = readFileSync(runner, 'utf8');
		writeFileSync(runner, `${pid} ${start} 00000000-0000-4000-8000-000000000000\n`);
		expect((await jobs.look('reboot')).state).toBe('lost');
		expect(existsSync(join(scene.directory, 'jobs/reboot/secrets'))).toBe(false);
		// It stays so.
		writeFileSync(runner, before);
		expect((await jobs.look('reboot')).state).toBe('lost');
		expect(await jobs.cancel('reboot', 0)).toEqual({ state: 'lost', leftovers: [] });
	});

	test('a job that ends between two looks at it is done and never lost', async () => {
		const jobs = openJobs(scene.connect(), scene);
		for (let round = 0; round < 15; round++) {
			await jobs.start(shellJob(`brief${round}`, 'true'));
			const states = new Set<string>();
			for (;;) {
				const { state } = await jobs.look(`brief${round}`);
				states.add(state);
				if (state === 'done' || state === 'lost') break;
			}
			expect([...states]).not.toContain('lost');
		}
	});
});
