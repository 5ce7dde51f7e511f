import type { HostResult } from '../../core/ansible';
import { getRun, listRuns } from '../../core/ansibleRuns';
import { ExternalError } from '../../core/kernel/errors';
import { takeBack } from '../../core/provisioning';
import {
	cancelTask,
	claimTask,
	failTask,
	finishRollback,
	retryTask,
	undoList,
	type TaskOffice,
} from '../../core/tasks';
import { listSteps } from '../../core/tasks/steps';
import { impatient, runningTask, runRequest } from '../support/ansibleRunsScene';
import { memoryRunner, type PlayedRun } from '../support/memoryRunner';
import { backOfficeOn, letTimePass, seedPlan } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'undone', [1000]);
});
afterAll(async () => await database.drop());

type Played = ReturnType<typeof memoryRunner>;
const brief = { wait: { ...impatient.wait, seconds: 0 } };

/** A step that runs a playbook, in a task that is rolled back. */
async function rolledBack(name: string, played: Played, request = runRequest()) {
	const { taskId, run } = await runningTask(office, plan, name);
	await run(played, request, office.store, brief).catch(() => undefined);
	await cancelTask(office, taskId);
	await letTimePass(office);
	await failTask(office, taskId, 'roll_back');
	const undo = async (on: Played = played, scripts?: Played) =>
		await takeBack(
			office,
			{
				runner: async () => await Promise.resolve({ runner: on.runner, scripts: scripts?.runner }),
				panel: async () => await Promise.reject(new Error('no panel')),
			},
			{ taskId, stepName: 'configure', timeoutSeconds: 60 },
		);
	const listed = (await undoList(office, taskId)).map((step) => step.name);
	const runs = async () => await listRuns(office, { taskId, limit: null });
	return { taskId, run, undo, listed, runs };
}

test('a run that goes on is ended before its task is rolled back, and its verdict is known', async () => {
	const played = memoryRunner({ runs: [{ until: new Promise(() => undefined) }] });
	const { taskId, undo, listed, runs } = await rolledBack('living', played);
	expect(listed).toEqual(['configure']);
	await expect(undo()).rejects.toThrow(/nobody knows what the run .* \(cancelled\) has changed/);
	const [ended] = await runs();
	expect(played.cancelled()).toEqual([ended?.runId]);
	expect(ended).toMatchObject({ status: 'ended', verdict: 'cancelled', reported: true });
	await expect(undo()).rejects.toThrow(/\(cancelled\)/);
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: ['configure'] });
});

test('a run that was started by an n8n that died over it is ended as well', async () => {
	const played = memoryRunner({ runs: [{ start: 'killed_after', until: new Promise(() => undefined) }] });
	const { undo, runs } = await rolledBack('orphan', played);
	await expect(undo()).rejects.toThrow(/nobody knows what the run .* \(cancelled\) has changed/);
	expect(await runs()).toMatchObject([{ verdict: 'cancelled' }]);
});

test('a run that cannot be ended now is still to be taken back', async () => {
	const played = memoryRunner({ runs: [{ looks: 9 }] });
	const { taskId, undo, runs } = await rolledBack('deaf', played);
	const cancel = async () => await Promise.reject(new ExternalError('busy', 'it is deaf', 'Try it again.'));
	const refusing = { ...played, runner: { ...played.runner, cancel } };
	await expect(undo(refusing)).rejects.toThrow('it is deaf');
	expect(await runs()).toMatchObject([{ status: 'running', verdict: null }]);
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: ['configure'] });
});

test('what a run has changed stays, and is named: the step is left for a person', async () => {
	const { taskId, undo, runs } = await rolledBack('changed', memoryRunner());
	const [{ runId } = { runId: '' }] = await runs();
	await expect(undo()).rejects.toMatchObject({
		errorClass: 'invalid',
		vendorMessage: `the run ${runId} (ok) may have changed web1, web2: nothing takes that back by itself`,
	});
	expect(await finishRollback(office, taskId)).toMatchObject({
		status: 'failed',
		statusDetail: 'could not take back: configure',
		leftovers: ['configure'],
	});
});

test('what it did before it was ended is named too, and so is a run that was lost', async () => {
	const web1 = {
		status: 'changed',
		counts: { ok: 1, changed: 1, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 },
	} as const;
	const halfway = memoryRunner({ runs: [{ until: new Promise(() => undefined), hosts: { web1 } }] });
	const { undo } = await rolledBack('halfway', halfway);
	await expect(undo()).rejects.toThrow(
		/\(cancelled\) may have changed web1, and nobody knows what else: nothing takes that back/,
	);

	const forgotten = memoryRunner({ runs: [{ looks: 9 }] });
	const lost = await rolledBack('lost', forgotten);
	await expect(lost.undo(memoryRunner())).rejects.toThrow(/nobody knows what the run .* \(lost\) has changed/);
});

const counted = (counts: Partial<HostResult['counts']>, status: HostResult['status'] = 'ok') => ({
	...{ status, changes: [] },
	counts: { ...{ ok: 1, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 }, ...counts },
});

test.each<[string, PlayedRun, RegExp]>([
	['cut off within its first change', { verdict: 'cancelled', hosts: { web1: counted({}) } }, /nobody knows/],
	['out of time', { verdict: 'timed_out', hosts: { web1: counted({}) } }, /nobody knows what .* \(timed_out\)/],
	['given up by Ansible', { verdict: 'failed', hosts: { web1: 'ok', web2: 'ok' } }, /nobody knows what .* \(failed\)/],
	['that ignored a failure', { hosts: { web1: counted({ ignored: 1 }), web2: 'ok' } }, /changed web1: nothing/],
	[
		'that lost a host within it',
		{ hosts: { web1: counted({ unreachable: 1 }, 'unreachable'), web2: 'ok' } },
		/changed web1: nothing/,
	],
])('a run %s is not told as taken back', async (name, played, words) => {
	const { taskId, undo } = await rolledBack(name.replaceAll(' ', '-').toLowerCase(), memoryRunner({ runs: [played] }));
	await expect(undo()).rejects.toThrow(words);
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: ['configure'] });
});

test.each<[string, PlayedRun]>([
	['changed nothing', { hosts: { web1: 'ok', web2: 'skipped' } }],
	['reached no host', { hosts: { web1: 'unreachable', web2: 'unreachable' } }],
])('a run that %s leaves nothing', async (name, played) => {
	const { undo } = await rolledBack(name.replaceAll(' ', '-'), memoryRunner({ runs: [played] }));
	expect(await undo()).toMatchObject({ state: 'undone' });
});

const script = () =>
	runRequest({
		work: { kind: 'script', script: 'install.sh', arguments: [], locale: '' },
		limit: { kind: 'all' },
	});

test('nobody knows what a script changed that ended well: it is named, and a retry does not run it again', async () => {
	const played = memoryRunner({ kind: 'scripts', runs: [{ hosts: { web1: counted({}), web2: counted({}) } }] });
	const { taskId, undo, listed, run } = await rolledBack('script-done', played, script());
	expect(listed).toEqual(['configure']);
	await expect(undo()).rejects.toThrow(/nobody knows what the script .* \(ok\) has changed/);
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: ['configure'] });
	await retryTask(office, taskId);
	await claimTask(office, taskId);
	expect(await run(played, script())).toMatchObject({ verdict: 'ok' });
	expect(played.started()).toHaveLength(1);
});

test('a script that goes on is ended where it runs', async () => {
	const played = memoryRunner({ kind: 'scripts', runs: [{ looks: 999 }] });
	const { undo, runs } = await rolledBack('script-living', played, script());
	const controller = memoryRunner();
	await expect(undo(controller)).rejects.toMatchObject({ field: 'runOn' });
	await expect(undo(controller, played)).rejects.toThrow(/nobody knows what the script .* \(cancelled\) has changed/);
	expect(await runs()).toMatchObject([{ status: 'ended', verdict: 'cancelled' }]);
	expect(played.cancelled()).toHaveLength(1);
});

test('what a check run changed all the same is left, and named', async () => {
	const changes = [{ task: 'Write the log', done: true, before: null, after: null }];
	const web1 = { status: 'changed' as const, changes };
	const played = memoryRunner({ runs: [{ hosts: { web1, web2: 'ok' } }] });
	const { taskId, undo, listed } = await rolledBack('check-did', played, runRequest({ check: true }));
	expect(listed).toEqual(['configure']);
	await expect(undo()).rejects.toThrow(/\(ok\) may have changed web1: nothing/);
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: ['configure'] });
});

test('a check run and one that was refused leave nothing', async () => {
	const check = await rolledBack('check', memoryRunner(), runRequest({ check: true }));
	expect(check.listed).toEqual([]);
	const nowhere = runRequest({ limit: { kind: 'names', names: ['nowhere'] } });
	const refused = await rolledBack('nowhere', memoryRunner(), nowhere);
	expect(await refused.undo()).toMatchObject({ state: 'absent' });
});

test('another place than that of the run is refused: it would know nothing of it', async () => {
	const played = memoryRunner({ runs: [{ looks: 9 }] });
	const { undo, runs } = await rolledBack('elsewhere', played);
	await expect(undo(memoryRunner({ kind: 'awx' }))).rejects.toMatchObject({ field: 'runOn' });
	expect(await runs()).toMatchObject([{ status: 'running' }]);
});

test('a playbook may still clean up while its task is rolled back, and is nothing to take back', async () => {
	const { taskId, run } = await runningTask(office, plan, 'cleaned');
	await cancelTask(office, taskId);
	await failTask(office, taskId, 'roll_back');
	const result = await run(memoryRunner());
	expect(await getRun(office, result.runId)).toMatchObject({ verdict: 'ok' });
	expect(await undoList(office, taskId)).toEqual([]);
	const steps = await office.store.asStaff(async (transaction) => await listSteps(transaction, taskId));
	expect(steps).toMatchObject([{ status: 'done', canUndo: false }]);
});
