import { playbookRun, runOnce } from '../../core/ansibleRuns';
import { openStep, runStep, undoOf, type TaskOffice } from '../../core/tasks';
import { listSteps } from '../../core/tasks/steps';
import { impatient, runningTask, runRequest } from '../support/ansibleRunsScene';
import { memoryRunner } from '../support/memoryRunner';
import { backOfficeOn, seedPlan } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'keys', [1000]);
});
afterAll(async () => await database.drop());

/** A step that asks for a run by a key. */
const keyed = async (name: string, key: string) => {
	const { taskId, place } = await runningTask(office, plan, name);
	const run = async (played: ReturnType<typeof memoryRunner>, runId = key) => {
		const effect = playbookRun(office, played.runner, impatient);
		return await runStep(openStep(office, place, effect), runRequest({ runId }));
	};
	return { taskId, place, run };
};

test('a key of another durable step is refused: the run is not made twice, and another key is taken', async () => {
	const played = memoryRunner();
	const one = await keyed('key-one', 'create-order-7');
	const other = await keyed('key-other', 'create-order-7');
	await one.run(played);
	for (const _ of ['at first', 'again']) {
		await expect(other.run(played)).rejects.toMatchObject({
			field: 'runId',
			complaint: expect.stringContaining(`create-order-7 is of 'configure' in the task ${one.taskId}`),
			remedy: expect.stringContaining('Run Key of its own'),
		});
	}
	expect(played.started()).toHaveLength(1);
	expect(await other.run(played, 'create-order-8')).toMatchObject({ runId: 'create-order-8' });
	expect(await one.run(played)).toMatchObject({ runId: 'create-order-7' });
});

test('a key that another step takes at the same time is refused too, and its run is not taken back for this one', async () => {
	const one = await keyed('race-one', 'create-order-9');
	const other = await keyed('race-other', 'create-order-9');
	const played = memoryRunner({ runs: [{ until: new Promise(() => undefined) }] });
	const brief = { wait: { ...impatient.wait, seconds: 0 } };
	const effect = playbookRun(office, played.runner, brief);
	const request = runRequest({ runId: 'create-order-9' });
	const late = {
		...effect,
		plan: async (input: typeof request) => {
			const planned = await effect.plan(input);
			const first = playbookRun(office, played.runner, brief);
			await runStep(openStep(office, one.place, first), request).catch(() => undefined);
			return planned;
		},
	};
	await expect(runStep(openStep(office, other.place, late), request)).rejects.toMatchObject({ field: 'runId' });
	const steps = await office.store.asStaff(async (transaction) => await listSteps(transaction, other.taskId));
	expect(await undoOf(effect)?.takeBack(steps[0]?.intent)).toEqual({ state: 'absent' });
	expect(played.cancelled()).toEqual([]);
	expect(await other.run(memoryRunner(), 'create-order-10')).toMatchObject({ runId: 'create-order-10' });
});

test('a key of a run without a step gives a step the same run', async () => {
	const played = memoryRunner();
	const request = runRequest({ runId: 'create-order-11' });
	await runOnce(office, played.runner, { request });
	const { run } = await keyed('key-outside', 'create-order-11');
	expect(await run(played)).toMatchObject({ runId: 'create-order-11' });
	expect(played.started()).toHaveLength(1);
});
