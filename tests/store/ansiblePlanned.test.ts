import type { Runner } from '../../core/ansible';
import { cancelRun, getRun, listRuns, runOnce, startRun, watchRun } from '../../core/ansibleRuns';
import { takeBack } from '../../core/provisioning';
import { cancelTask, failTask, finishRollback, type TaskOffice } from '../../core/tasks';
import { failureOf, impatient, runningTask, runRequest } from '../support/ansibleRunsScene';
import { memoryRunner } from '../support/memoryRunner';
import { backOfficeOn, letTimePass, seedPlan } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'planned', [1000]);
});
afterAll(async () => await database.drop());

type Played = ReturnType<typeof memoryRunner>;
const brief = { wait: { ...impatient.wait, seconds: 0 } };
const runsOf = async (taskId: string) => await listRuns(office, { taskId, limit: null });

/** A run that the backend had no room for. */
async function delayed(played = memoryRunner({ runs: [{ start: 'busy' }] })) {
	const request = runRequest();
	await expect(startRun(office, played.runner, { request })).rejects.toMatchObject({ errorClass: 'busy' });
	return { played, request, runId: request.runId };
}

/** Does something between the plan of a run and its start. */
const beforeStart = (played: Played, act: (runId: string) => Promise<unknown>): Played => {
	const start: Runner['start'] = async (request) => {
		await act(request.runId);
		return await played.runner.start(request);
	};
	return { ...played, runner: { ...played.runner, start } };
};

describe.each([
	['watched', watchRun],
	['cancelled', cancelRun],
] as const)('a run that is %s', (how, act) => {
	test('by a node that is connected elsewhere stays as it is', async () => {
		const played = memoryRunner({ runs: [{ looks: 999 }] });
		const { taskId, run } = await runningTask(office, plan, `elsewhere-${how}`);
		await run(played, undefined, undefined, brief).catch(() => undefined);
		const [{ runId } = { runId: '' }] = await runsOf(taskId);
		const elsewhere = memoryRunner({ kind: 'awx' });
		await expect(act(office, elsewhere.runner, runId, { seconds: 1 })).rejects.toMatchObject({ field: 'runOn' });
		for (let more = 0; more < 2; more++) {
			await letTimePass(office);
			await expect(run(played, undefined, undefined, brief)).rejects.toMatchObject({ errorClass: 'busy' });
		}
		expect(played.started()).toHaveLength(1);
		expect(elsewhere.cancelled()).toEqual([]);
	});

	test('after it has ended is told anywhere', async () => {
		const request = runRequest();
		await runOnce(office, memoryRunner().runner, { request });
		const told = await act(office, memoryRunner({ kind: 'awx' }).runner, request.runId);
		expect(told.outcome).toMatchObject({ verdict: 'ok' });
	});
});

describe('a run that is planned and not started yet', () => {
	test('is not lost to whoever waits for it', async () => {
		const { played, request, runId } = await delayed();
		const watched = await watchRun(office, played.runner, runId, { seconds: 0 });
		expect(watched).toMatchObject({ run: { status: 'planned', verdict: null }, look: { state: 'unknown' } });
		expect(watched.outcome).toBeUndefined();
		expect(await runOnce(office, played.runner, { request })).toMatchObject({ verdict: 'ok' });
	});

	test('is waited for until somebody has started it', async () => {
		const { played, request, runId } = await delayed();
		const waiting = watchRun(office, played.runner, runId, { seconds: 60 });
		await runOnce(office, played.runner, { request });
		expect(await waiting).toMatchObject({ run: { status: 'ended' }, outcome: { verdict: 'ok' } });
	});

	test('is started once, also when somebody looks at it in between', async () => {
		const played = memoryRunner({ runs: [{ looks: 9 }] });
		const { taskId, run } = await runningTask(office, plan, 'looked-at');
		const slow = beforeStart(played, async (runId) => await watchRun(office, played.runner, runId, { seconds: 0 }));
		await expect(run(slow, undefined, undefined, brief)).rejects.toMatchObject({ errorClass: 'busy' });
		await letTimePass(office);
		await expect(run(slow, undefined, undefined, brief)).rejects.toMatchObject({ errorClass: 'busy' });
		expect(played.started()).toHaveLength(1);
		expect(await runsOf(taskId)).toMatchObject([{ status: 'running' }]);
	});

	test('is cancelled without the backend, which does not know it, and is not started any more', async () => {
		const { played, request, runId } = await delayed();
		const { outcome } = await cancelRun(office, played.runner, runId);
		expect(outcome).toMatchObject({ verdict: 'cancelled', explanation: expect.stringContaining('before it began') });
		expect(played.cancelled()).toEqual([]);
		expect((await failureOf(runOnce(office, played.runner, { request }))).outcome.verdict).toBe('cancelled');
		expect(played.started()).toEqual([]);
	});

	test('and is cancelled while it is being started: what was started is ended, and told', async () => {
		const played = memoryRunner({ runs: [{ until: new Promise(() => undefined) }] });
		const { taskId, run } = await runningTask(office, plan, 'in-flight');
		const slow = beforeStart(played, async (runId) => await cancelRun(office, played.runner, runId));
		const failed = await failureOf(run(slow));
		expect(failed.message).toContain('while it was being started');
		expect(failed.outcome).toMatchObject({ verdict: 'cancelled', hosts: [{ host: 'web1' }, { host: 'web2' }] });
		const [{ runId } = { runId: '' }] = await runsOf(taskId);
		expect(played.cancelled()).toEqual([runId]);
		expect(await getRun(office, runId)).toMatchObject({ status: 'ended', verdict: 'cancelled', reference: runId });
	});

	test('and is cancelled while it is being started, by a backend that does not end it: it is known to go on', async () => {
		const played = memoryRunner({ runs: [{ looks: 9 }] });
		const request = runRequest();
		const slow = beforeStart(played, async (runId) => await cancelRun(office, played.runner, runId));
		const cancel = async () => await Promise.reject(new Error('it is deaf'));
		const deaf = { ...slow.runner, cancel };
		await expect(runOnce(office, deaf, { request })).rejects.toThrow('it is deaf');
		expect(await getRun(office, request.runId)).toMatchObject({ status: 'running', verdict: null });
	});
});

test('a run that was taken back before it began is refused, so that its task is over with it', async () => {
	const played = memoryRunner({ runs: [{ start: 'busy' }] });
	const { taskId, run } = await runningTask(office, plan, 'never-began');
	await run(played).catch(() => undefined);
	await cancelTask(office, taskId);
	await letTimePass(office);
	await failTask(office, taskId, 'roll_back');
	const places = {
		runner: async () => await Promise.resolve({ runner: played.runner }),
		panel: async () => await Promise.reject(new Error('no panel')),
	};
	await takeBack(office, places, { taskId, stepName: 'configure', timeoutSeconds: 60 });
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'cancelled', leftovers: [] });
	const [taken] = await runsOf(taskId);
	expect(taken).toMatchObject({ status: 'ended', verdict: 'refused', reported: true });
	expect(taken?.explanation).toContain('taken back before it began');
});
