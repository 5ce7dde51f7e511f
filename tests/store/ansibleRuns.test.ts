import { OtherRunStarted, type Runner } from '../../core/ansible';
import { getOutcome, getRun, listRuns, removeOldLogs, runOnce, startRun, watchRun } from '../../core/ansibleRuns';
import { findRun } from '../../core/ansibleRuns/runs';
import { ExternalError, InputError } from '../../core/kernel/errors';
import type { TaskOffice } from '../../core/tasks';
import { listSteps } from '../../core/tasks/steps';
import { canary, failureOf, runningTask, runRequest } from '../support/ansibleRunsScene';
import { Killed } from '../support/memoryPanel';
import { memoryRunner } from '../support/memoryRunner';
import { mortalStore } from '../support/mortalStore';
import { backOfficeOn, letTimePass, seedPlan } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'ansible', [1000]);
});
afterAll(async () => await database.drop());

const stepOf = async (taskId: string) => {
	const [step] = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	if (!step) throw new Error('there is no step');
	return step;
};
const runsOf = async (taskId: string) => await listRuns(office, { taskId, limit: null });
const quietly = (error: unknown) => {
	if (!(error instanceof Killed) && !(error instanceof ExternalError)) throw error;
};

/** A backend that takes all hosts only. */
const pickyRunner = (runner: Runner): Runner => ({
	...runner,
	start: async (request) => {
		if (request.limit.kind === 'all') return await runner.start(request);
		throw new InputError('limit', 'would be ignored by AWX', 'Switch on Prompt on Launch.');
	},
});

describe('a run as a durable step', () => {
	test.each([
		['before PostgreSQL hears the statement', false],
		['after PostgreSQL has carried the statement out', true],
	])('killed at each statement, %s: the playbook runs once, and the step ends done', async (_when, heard) => {
		let deaths = 0;
		for (let dieAt = 1; ; dieAt++) {
			const played = memoryRunner();
			const { taskId, run } = await runningTask(office, plan, `kill-${dieAt}-${heard ? 'heard' : 'unheard'}`);
			const mortal = mortalStore(() => database.pool(), dieAt, heard);
			await run(played, runRequest(), mortal.store).catch(quietly);
			if (!mortal.died()) break;
			deaths += 1;

			await letTimePass(office);
			const result = await run(played);
			expect(result).toMatchObject({ verdict: 'ok', hosts: { changed: 2 } });
			expect(played.started()).toHaveLength(1);
			expect(await runsOf(taskId)).toMatchObject([{ runId: result.runId, status: 'ended', reported: true }]);
			expect(await stepOf(taskId)).toMatchObject({ status: 'done' });
		}
		expect(deaths).toBeGreaterThan(12);
	});

	test.each([
		['before PostgreSQL hears the statement', false],
		['after PostgreSQL has carried the statement out', true],
	])(
		'killed at each statement of a run that fails, %s: it is told, and nothing is run again by itself',
		async (_when, heard) => {
			let deaths = 0;
			for (let dieAt = 1; ; dieAt++) {
				const played = memoryRunner({ runs: () => ({ verdict: 'failed' }) });
				const { taskId, run } = await runningTask(office, plan, `fail-${dieAt}-${heard ? 'heard' : 'unheard'}`);
				const mortal = mortalStore(() => database.pool(), dieAt, heard);
				await run(played, runRequest(), mortal.store).catch(quietly);
				if (!mortal.died()) break;
				deaths += 1;

				await letTimePass(office);
				const told = (await stepOf(taskId).catch(() => undefined))?.status === 'failed';
				if (!told) await failureOf(run(played));
				expect(played.started()).toHaveLength(1);
				expect(await stepOf(taskId)).toMatchObject({ status: 'failed', errorClass: 'invalid' });

				// Somebody decides to try it again.
				await failureOf(run(played));
				expect(played.started()).toHaveLength(2);
				expect((await runsOf(taskId)).map(({ attempt, reported }) => [attempt, reported])).toEqual([
					[2, true],
					[1, true],
				]);
			}
			expect(deaths).toBeGreaterThan(12);
		},
	);

	test.each(['lost_after', 'killed_after', 'lost_before', 'killed_before'] as const)(
		'a start that is %s is started once in the end',
		async (fate) => {
			const played = memoryRunner({ runs: [{ start: fate }] });
			const { taskId, run } = await runningTask(office, plan, `start-${fate.replace('_', '-')}`);
			await run(played).catch(quietly);
			await letTimePass(office);
			await run(played);
			expect(played.started()).toHaveLength(1);
			expect(await runsOf(taskId)).toHaveLength(1);
		},
	);

	test('a second start that is refused attaches to what the first one started, and shows no secret', async () => {
		const played = memoryRunner({ runs: [{ start: 'killed_after', log: canary }] });
		const { taskId, run } = await runningTask(office, plan, 'second-start');
		await run(played).catch(quietly);
		await letTimePass(office);
		const logs: string[] = [];
		const refusing: Runner = {
			...played.runner,
			start: async () => await Promise.reject(new ExternalError('invalid', 'the template is gone', 'Make it again.')),
			look: async (...asked) => {
				const look = await played.runner.look(...asked);
				logs.push(look.log);
				return look;
			},
		};
		expect(await run({ ...played, runner: refusing })).toMatchObject({ verdict: 'ok' });
		expect(await runsOf(taskId)).toMatchObject([{ status: 'ended', verdict: 'ok', hosts: ['web1', 'web2'] }]);
		expect(logs.join()).not.toContain(canary);
	});

	test('a second start that finds another run than the one that was asked for attaches to none', async () => {
		const played = memoryRunner({ runs: [{ start: 'killed_after', looks: 9 }] });
		const { taskId, run } = await runningTask(office, plan, 'wider');
		await run(played).catch(quietly);
		await letTimePass(office);
		const finding: Runner = {
			...played.runner,
			start: async ({ runId }) => {
				await played.runner.cancel({ runId, reference: '', check: false, secrets: [] });
				throw new OtherRunStarted('job 100 runs on all hosts; it was cancelled at once', 'Look at AWX what it did.');
			},
		};
		const failed = await failureOf(run({ ...played, runner: finding }));
		expect(failed).toMatchObject({ errorClass: 'invalid', outcome: { verdict: 'failed' } });
		expect(failed.message).toContain('runs on all hosts');
		expect(await runsOf(taskId)).toMatchObject([{ status: 'ended', verdict: 'failed', reported: true }]);
	});

	test.each([
		['stopped again may have changed something', 'failed', { looks: 9 }],
		['refused itself has changed nothing', 'refused', { verdict: 'refused' }],
	] as const)('a run that was started and %s', async (_what, verdict, one) => {
		const played = memoryRunner({ runs: [one] });
		const { taskId, run } = await runningTask(office, plan, `started-${verdict}`);
		const stopping: Runner = {
			...played.runner,
			start: async (request) => {
				await played.runner.start(request);
				throw new ExternalError('invalid', 'the limit was ignored; it was cancelled at once', 'Look what it did.');
			},
		};
		expect((await failureOf(run({ ...played, runner: stopping }))).outcome.verdict).toBe(verdict);
		const [told] = await runsOf(taskId);
		expect(told).toMatchObject({ verdict, explanation: expect.stringContaining('cancelled at once') });
	});

	test('a wait that is over leaves the run, and the next try attaches to it', async () => {
		const played = memoryRunner({ runs: [{ looks: 2 }] });
		const { taskId, run } = await runningTask(office, plan, 'attach');
		const brief = { wait: { seconds: 0 } };
		await expect(run(played, runRequest(), office.store, brief)).rejects.toMatchObject({ errorClass: 'busy' });
		expect(await runsOf(taskId)).toMatchObject([{ status: 'running', verdict: null, reported: false }]);
		expect(await run(played)).toMatchObject({ verdict: 'ok' });
		expect(played.started()).toHaveLength(1);
	});

	test('a cancelled execution ends the waiting and not the run', async () => {
		const stop = new AbortController();
		const played = memoryRunner({ runs: [{ looks: 3 }] });
		const { run } = await runningTask(office, plan, 'abort');
		const onProgress = () => stop.abort();
		await expect(
			run(played, runRequest(), office.store, { wait: { signal: stop.signal, onProgress } }),
		).rejects.toMatchObject({ errorClass: 'busy' });
		expect(played.cancelled()).toEqual([]);
		expect(await run(played)).toMatchObject({ verdict: 'ok' });
	});

	test('a connection that is cut while it runs is made again, and the run is the same', async () => {
		const played = memoryRunner({ runs: [{ looks: 1 }] });
		let cuts = 2;
		const cutting = {
			...played,
			runner: {
				...played.runner,
				look: async (...given: Parameters<typeof played.runner.look>) => {
					if (cuts-- > 0) throw new ExternalError('transport', 'read ECONNRESET', 'Look at the network.');
					return await played.runner.look(...given);
				},
			},
		};
		const { run } = await runningTask(office, plan, 'cut');
		expect(await run(cutting)).toMatchObject({ verdict: 'ok' });
		expect(played.started()).toHaveLength(1);
	});

	test('a run that a reboot has lost is unknown, and the next try is another attempt', async () => {
		const played = memoryRunner({ runs: [{ until: new Promise(() => undefined) }] });
		const { taskId, run } = await runningTask(office, plan, 'reboot');
		await expect(run(played, runRequest(), office.store, { wait: { seconds: 0 } })).rejects.toThrow('goes on');
		played.reboot();
		const failed = await failureOf(run(played, runRequest(), office.store, { wait: { seconds: 0.05 } }));
		expect(failed).toMatchObject({ errorClass: 'unknown', transient: true, outcome: { verdict: 'lost' } });
		expect(await run(played)).toMatchObject({ verdict: 'ok', runId: expect.stringMatching(/\.2$/) });
		expect(await runsOf(taskId)).toMatchObject([
			{ attempt: 2, status: 'ended', verdict: 'ok' },
			{ attempt: 1, status: 'lost', verdict: 'lost' },
		]);
	});

	// Semaphore shows such a task as running for ever: semaphoreui/semaphore#1385, #3287.
	test('a run that the backend has forgotten is lost', async () => {
		const played = memoryRunner({ runs: [{ looks: 9 }] });
		const { taskId, run } = await runningTask(office, plan, 'forgotten');
		await run(played, runRequest(), office.store, { wait: { seconds: 0 } }).catch(quietly);
		expect(await failureOf(run(memoryRunner()))).toMatchObject({ outcome: { verdict: 'lost' } });
		expect(await runsOf(taskId)).toMatchObject([{ status: 'lost' }]);
	});

	test('hosts that cannot be reached are tried again by themselves, a failed task is for a person', async () => {
		const played = memoryRunner({
			runs: [
				{ hosts: { web1: 'unreachable' } },
				{ hosts: { web1: 'unreachable', web2: 'failed' }, verdict: 'unreachable' },
				{ hosts: { web2: 'failed' } },
			],
		});
		const { run } = await runningTask(office, plan, 'classes');
		expect(await failureOf(run(played))).toMatchObject({ errorClass: 'busy' });
		expect(await failureOf(run(played))).toMatchObject({ errorClass: 'invalid' });
		const failed = await failureOf(run(played));
		expect(failed).toMatchObject({ errorClass: 'invalid' });
		expect(failed.outcome.hosts).toMatchObject([
			{ host: 'web1', status: 'changed' },
			{ host: 'web2', status: 'failed', failedTasks: [{ message: 'the task failed' }] },
		]);
	});

	test('what the backend refuses is a refused run, and one that is busy is started later', async () => {
		const refused = memoryRunner();
		const { taskId, run } = await runningTask(office, plan, 'refused');
		const nowhere = runRequest({ limit: { kind: 'names', names: ['nowhere'] } });
		const failed = await failureOf(run(refused, nowhere));
		expect(failed).toMatchObject({ errorClass: 'invalid', outcome: { verdict: 'refused' } });
		expect(failed.message).toContain('nowhere matches no host');
		expect(await runsOf(taskId)).toMatchObject([{ verdict: 'refused', hosts: null }]);

		const busy = memoryRunner({ runs: [{ start: 'busy' }] });
		const other = await runningTask(office, plan, 'busy');
		await expect(other.run(busy)).rejects.toMatchObject({ errorClass: 'busy' });
		expect(await runsOf(other.taskId)).toMatchObject([
			{ status: 'planned', explanation: 'the controller takes no more connections' },
		]);
		expect(await other.run(busy)).toMatchObject({ verdict: 'ok' });
	});

	// AWX's template does not ask for the limit, and ignores it: ansible/awx#5293.
	test('a request that is refused ends the run with its words, and a mended one is another run', async () => {
		const played = memoryRunner();
		const { taskId, run } = await runningTask(office, plan, 'mended');
		const failed = await failureOf(run({ ...played, runner: pickyRunner(played.runner) }));
		expect(failed).toMatchObject({ errorClass: 'invalid', outcome: { verdict: 'refused' } });
		const words = "'limit' would be ignored by AWX. Switch on Prompt on Launch.";
		expect(await runsOf(taskId)).toMatchObject([
			{ status: 'ended', verdict: 'refused', explanation: words, reported: true },
		]);
		expect(await stepOf(taskId)).toMatchObject({ status: 'failed', errorClass: 'invalid' });

		await run({ ...played, runner: pickyRunner(played.runner) }, runRequest({ limit: { kind: 'all' } }));
		expect(played.started()).toMatchObject([{ limit: { kind: 'all' } }]);
		expect((await runsOf(taskId)).map(({ verdict }) => verdict)).toEqual(['ok', 'refused']);
		expect(await stepOf(taskId)).toMatchObject({ status: 'done' });
	});

	test('a second look at a step that is done runs nothing, and its outcome is in the ledger', async () => {
		const played = memoryRunner();
		const { run } = await runningTask(office, plan, 'again');
		const first = await run(played);
		expect(await run(played)).toEqual(first);
		expect(played.started()).toHaveLength(1);
		expect(await getOutcome(office, first.runId)).toMatchObject({
			verdict: 'ok',
			hosts: [{ host: 'web1' }, { host: 'web2' }],
			origin: { commit: '1'.repeat(40), hosts: ['web1', 'web2'] },
		});
	});
});

describe('a run without a task', () => {
	// As Semaphore did: semaphoreui/semaphore#3021.
	test('two executions start the same run at once: one run, one outcome', async () => {
		const played = memoryRunner({ runs: [{ looks: 2 }] });
		const request = runRequest();
		const asked = Array.from({ length: 5 }, async () => await runOnce(office, played.runner, { request }));
		const outcomes = await Promise.all(asked);
		expect(played.started()).toHaveLength(1);
		for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
		expect((await getRun(office, request.runId)).attempts).toEqual([request.runId]);
	});

	test('one that failed is told again under its ID, and not run again', async () => {
		const played = memoryRunner({ runs: [{ verdict: 'failed' }] });
		const request = runRequest();
		await failureOf(runOnce(office, played.runner, { request }));
		await failureOf(runOnce(office, played.runner, { request }));
		expect(played.started()).toHaveLength(1);
	});

	test('one that was refused was never started: a repeat is the next attempt, also when its request was mended', async () => {
		const played = memoryRunner();
		const runner = pickyRunner(played.runner);
		const request = runRequest();
		const refused = await failureOf(runOnce(office, runner, { request }));
		expect(refused.outcome).toMatchObject({ runId: request.runId, verdict: 'refused' });
		expect((await failureOf(runOnce(office, runner, { request }))).outcome.runId).toBe(`${request.runId}.2`);
		const mended = { request: { ...request, limit: { kind: 'all' } as const } };
		expect(await runOnce(office, runner, mended)).toMatchObject({ runId: `${request.runId}.3`, verdict: 'ok' });
		expect(await runOnce(office, runner, mended)).toMatchObject({ runId: `${request.runId}.3`, verdict: 'ok' });
		expect(played.started()).toHaveLength(1);
		await expect(runOnce(office, runner, { request })).rejects.toMatchObject({ field: 'runId' });
	});

	test.each<[string, Partial<ReturnType<typeof runRequest>>]>([
		['the playbook, module or script', { work: { kind: 'playbook', playbook: 'other.yml' } }],
		['the secret variables', { secretVariables: { site_password: 'another' } }],
		['whether it is a check', { check: true }],
	])('an ID of a run with another %s is refused', async (words, more) => {
		const played = memoryRunner();
		const request = runRequest();
		await runOnce(office, played.runner, { request });
		await expect(runOnce(office, played.runner, { request: { ...request, ...more } })).rejects.toMatchObject({
			field: 'runId',
			complaint: expect.stringContaining(words),
		});
	});

	test('one that was started and left is watched later by its ID', async () => {
		const played = memoryRunner({ runs: [{ looks: 1 }] });
		const { runId } = await startRun(office, played.runner, { request: runRequest() });
		const first = await watchRun(office, played.runner, runId, { seconds: 0 });
		expect(first).toMatchObject({ run: { status: 'running', hosts: ['web1', 'web2'] }, look: { state: 'running' } });
		expect(first.outcome).toBeUndefined();
		expect(await watchRun(office, played.runner, runId)).toMatchObject({
			run: { status: 'ended' },
			outcome: { verdict: 'ok' },
		});
	});
});

describe('the ledger', () => {
	test('takes the secrets out also for whoever looks at a run that somebody else started', async () => {
		const played = memoryRunner({
			runs: [{ log: `the password is ${canary}\n`, explanation: canary, verdict: 'failed' }],
		});
		const { runId } = await startRun(office, played.runner, { request: runRequest() });
		const watched = await watchRun(office, played.runner, runId);
		const shown = [watched.outcome, watched.look?.log, await getRun(office, runId), await database.dump()];
		expect(JSON.stringify(shown)).not.toContain(canary);
		const kept = await office.store.asStaff(async (transaction) => await findRun(transaction, runId));
		expect(kept).toMatchObject({ status: 'ended', sealedSecrets: null });
	});

	// AWX's job events tell the arguments of tasks: ansible/awx#697, #1633.
	test('keeps no secret in the open, also one that the log or another field repeats', async () => {
		const log = `the password is ${canary} and in base64 ${Buffer.from(canary).toString('base64')}\n`;
		const played = memoryRunner({
			runs: () => ({
				log,
				verdict: 'failed',
				explanation: `refused ${canary}`,
				hosts: {
					web1: {
						status: 'failed',
						failedTasks: [{ task: `Set ${canary}`, message: canary, item: canary }],
						changes: [{ task: 'x', done: true, before: canary, after: `${canary}-vault` }],
						stats: { [canary]: canary },
					},
				},
				stats: { seen: [canary] },
				leftovers: [`web1: mysql -p${canary}`],
			}),
		});
		// A runner that forgets to take secrets out.
		const careless = {
			...played,
			runner: {
				...played.runner,
				look: async (name: Parameters<typeof played.runner.look>[0]) =>
					await played.runner.look({ ...name, secrets: [] }),
			},
		};
		const request = runRequest({
			variables: { dsn: `mysql://root:${canary}@db`, api_token: 'Token-77aa' },
			work: { kind: 'module', module: 'user', arguments: { name: 'ada', password: 'Hidden-55bb' } },
			inventory: {
				kind: 'inline',
				inventory: { hosts: { web1: { ansible_password: 'Inline-33cc' } }, groups: { web: { hosts: ['web1'] } } },
			},
		});
		const { run } = await runningTask(office, plan, 'secrets');
		const failed = await failureOf(run(careless, request));
		const said = JSON.stringify([failed.message, failed.outcome, await database.dump()]);
		for (const secret of [canary, Buffer.from(canary).toString('base64'), 'Token-77aa', 'Hidden-55bb', 'Inline-33cc'])
			expect(said).not.toContain(secret);
		const kept = await getRun(office, failed.outcome.runId);
		expect(kept).toMatchObject({
			secretNames: ['site_password'],
			work: { module: 'user', arguments: { name: 'ada' } },
			options: { vault: true },
		});
		expect(played.started()[0]).toMatchObject({ secretVariables: { site_password: canary }, work: request.work });
	});

	// `check_mode: false` runs a task also under --check: voidquark/el_patching#1.
	test('shows what a task did in check mode as done', async () => {
		const changes = [
			{ task: 'Would write', done: false, before: 'a', after: 'b' },
			{ task: 'Wrote all the same', done: true, before: null, after: null },
		];
		const played = memoryRunner({ runs: [{ hosts: { web1: { status: 'changed', changes } } }] });
		const request = runRequest({ check: true });
		await runOnce(office, played.runner, { request });
		const { check, hostResults } = await getRun(office, request.runId);
		expect({ check, changes: hostResults[0]?.changes }).toEqual({ check: true, changes });
	});

	test('lists runs by status, verdict, project, host, check and age', async () => {
		const since = new Date();
		const project = 'listed';
		const run = async (more: object, played: object) =>
			await runOnce(office, memoryRunner({ runs: [played] }).runner, { request: runRequest({ project, ...more }) })
				.then(({ runId }) => runId)
				.catch((error: unknown) => (error as { outcome: { runId: string } }).outcome.runId);
		const good = await run({ check: true }, {});
		const bad = await run({ limit: { kind: 'names', names: ['web2'] } }, { verdict: 'failed' });
		const ids = async (filter: object) =>
			(await listRuns(office, { project, limit: 10, ...filter })).map(({ runId }) => runId);
		expect(await ids({})).toEqual([bad, good]);
		expect(await ids({ limit: 1 })).toEqual([bad]);
		expect(await ids({ verdicts: ['failed'] })).toEqual([bad]);
		expect(await ids({ statuses: ['running'] })).toEqual([]);
		expect(await ids({ host: 'web1' })).toEqual([good]);
		expect(await ids({ host: 'web2', check: false })).toEqual([bad]);
		expect(await ids({ since: new Date(since.getTime() - 60_000) })).toEqual([bad, good]);
		expect(await ids({ since: new Date(Date.now() + 60_000) })).toEqual([]);
		await expect(getRun(office, 'run-nobody')).rejects.toMatchObject({ field: 'runId', fault: 'not_found' });
	});

	test('forgets old logs and differences, and keeps who did what, where and how it came out', async () => {
		const request = runRequest();
		await runOnce(office, memoryRunner().runner, { request });
		await office.store.asStaff(
			async (transaction) =>
				await transaction.run(`update msp.ansible_run set ended_at = now() - interval '100 days' where run_id = $1`, [
					request.runId,
				]),
		);
		expect(await removeOldLogs(office, 90)).toBeGreaterThanOrEqual(1);
		const kept = await getRun(office, request.runId);
		expect(kept).toMatchObject({ logTail: '', verdict: 'ok', commit: '1'.repeat(40), startedBy: 'a test' });
		expect(kept.hostResults[0]).toMatchObject({
			status: 'changed',
			changes: [{ task: 'Do the work', done: true, before: null, after: null }],
		});
		expect(await removeOldLogs(office, 90)).toBe(0);
	});

	test('takes five megabytes of output and many hosts, and says what it leaves out', async () => {
		const hosts = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`h${index + 1}`, {}]));
		const inventory = { hosts, groups: { web: { hosts: Object.keys(hosts) } } };
		const long = 'x\0\ud800'.repeat(40_000);
		const one = { status: 'changed' as const, changes: [{ task: long, done: true, before: long, after: long }] };
		const played = memoryRunner({
			inventory,
			runs: [{ log: long.repeat(42), hosts: { h1: one, h2: one }, explanation: long, stats: { long } }],
		});
		const request = runRequest();
		const outcome = await runOnce(office, played.runner, { request });
		expect(outcome.hosts).toHaveLength(50);
		expect(outcome.logTail.length).toBeLessThan(70_000);
		expect(outcome.hosts[0]?.changes[0]?.before).toHaveLength(8_000);
		expect(JSON.stringify(outcome).length).toBeLessThan(500_000);
	});
});
