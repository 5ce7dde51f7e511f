import type { IDataObject, INode } from 'n8n-workflow';
import { MspProvisioning } from '../../nodes/MspProvisioning/MspProvisioning.node';
import { resources as provisioningResources } from '../../nodes/MspProvisioning/operations';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { resources as taskResources } from '../../nodes/MspTask/operations';
import type { TaskOffice } from '../../core/tasks';
import { createHarness } from '../support/inProcessN8n';
import { backOfficeOn, letTimePass, seedPlan, seedService, seedTask } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const provisioning = 'n8n-nodes-msp.mspProvisioning';
const task = 'n8n-nodes-msp.mspTask';
/** Services and placement are one node's; tasks and steps, of every kind, another's. */
const nodeOf = (resource: string) => (resource === 'task' || resource === 'step' ? task : provisioning);
let database: TestDatabase;
let office: TaskOffice;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	harness = createHarness({
		nodes: { [provisioning]: MspProvisioning, [task]: MspTask },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
});
afterAll(async () => await database.drop());

const call = async (operation: string, parameters: INode['parameters'], items: IDataObject[] = [{}], more = {}) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(nodeOf(resource), { resource, operation: name, ...parameters }, items, more);
};
const taskId = '={{ $json.taskId }}';

test('a paid service goes from start to active, item by item, each leading back to its input', async () => {
	const plan = await seedPlan(office, 'walk', [5]);
	const services = [
		await seedService(office, plan, 'a.walk.example'),
		await seedService(office, plan, 'b.walk.example'),
	];
	const started = await call(
		'service.start',
		{ serviceId: '={{ $json.serviceId }}' },
		services.map((serviceId) => ({ serviceId })),
	);
	expect(started.output('N')).toMatchObject(
		services.map((serviceId) => ({ serviceId, created: true, status: 'pending' })),
	);
	expect(started.items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);

	const tasks = started.output('N');
	const claimed = await call('task.claim', { taskId }, tasks);
	expect(claimed.output('N')).toMatchObject([
		{ direction: 'forward', service: { domain: 'a.walk.example' } },
		{ direction: 'forward', service: { domain: 'b.walk.example' } },
	]);
	expect((await call('task.claim', { taskId }, tasks)).output('N')).toEqual([]);

	const placed = await call('placement.chooseServer', { taskId }, tasks);
	expect(placed.output('N', 0)).toMatchObject([{ placed: true, serverCode: 'walk-1' }, { placed: true }]);
	expect(placed.output('N', 1)).toEqual([]);

	const completed = await call('task.complete', { taskId }, tasks);
	expect(completed.output('N')).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
	const [shown] = (await call('task.get', { taskId }, tasks.slice(0, 1))).output('N');
	expect(shown).toMatchObject({ status: 'completed', serviceStatus: 'active', domain: 'a.walk.example', steps: [] });
});

test('a waiting task leaves by its own output', async () => {
	const plan = await seedPlan(office, 'wait', [0]);
	const waiting = await seedTask(office, plan, 'wait.example');
	const { output } = await call('placement.chooseServer', { taskId: waiting });
	expect(output('N', 0)).toEqual([]);
	expect(output('N', 1)).toMatchObject([{ placed: false, serverGroup: 'wait' }]);
});

test('a failure leaves by Retry Later, Roll Back or Carry On', async () => {
	const plan = await seedPlan(office, 'fail', [5]);
	const failing = await seedTask(office, plan, 'fail.example');
	await call('task.claim', { taskId: failing });
	const later = await call('task.fail', { taskId: failing, whenFinal: 'roll_back' });
	expect(later.output('N', 0)).toMatchObject([{ next: 'retry_later', status: 'retry', errorClass: 'unknown' }]);

	await call('task.claim', { taskId: failing });
	await call('task.cancel', { taskId: failing });
	const back = await call('task.fail', { taskId: failing, whenFinal: 'carry_on' });
	expect(back.output('N', 1)).toMatchObject([{ next: 'roll_back', status: 'compensating' }]);
	expect((await call('step.undoList', { taskId: failing })).output('N', 1)).toEqual([{ taskId: failing }]);
	const finished = await call('task.finishRollback', { taskId: failing });
	expect(finished.output('N')).toMatchObject([{ status: 'cancelled', leftovers: [] }]);
});

test('a node from elsewhere runs once, and its result is kept', async () => {
	const plan = await seedPlan(office, 'foreign', [5]);
	const id = await seedTask(office, plan, 'foreign.example');
	await call('task.claim', { taskId: id });
	const once = { taskId: id, stepName: 'tell-sales', ifInterrupted: 'run_again' };
	expect((await call('step.runOnce', once)).output('N', 0)).toEqual([{ taskId: id, stepName: 'tell-sales' }]);
	expect((await call('step.runOnce', once)).error).toMatchObject({
		message: expect.stringContaining('holds the step') as unknown,
	});

	await call('step.markDone', { taskId: id, stepName: 'tell-sales', result: '{"ticket": 7}' });
	const again = await call('step.runOnce', once);
	expect(again.output('N', 0)).toEqual([]);
	expect(again.output('N', 1)).toEqual([{ taskId: id, stepName: 'tell-sales', result: { ticket: 7 } }]);
	expect((await call('step.list', { taskId: id })).output('N')).toMatchObject([{ name: 'tell-sales', status: 'done' }]);
});

test.each([
	['run_again', 0],
	['treat_as_done', 1],
])('a node from elsewhere whose run died: %s', async (ifInterrupted, output) => {
	const plan = await seedPlan(office, `died-${output}`, [5]);
	const id = await seedTask(office, plan, `died-${output}.example`);
	const once = { taskId: id, stepName: 'tell-sales', ifInterrupted };
	await call('task.claim', { taskId: id });
	await call('step.runOnce', once);
	await letTimePass(office);
	expect((await call('step.runOnce', once)).output('N', output)).toHaveLength(1);
});

test('a bad item leaves by the error output with the field and the remedy; the good one is not touched', async () => {
	const good = await seedTask(office, await seedPlan(office, 'errors', [5]), 'errors.example');
	const absent = '00000000-0000-4000-8000-000000000000';
	const { output, items } = await call(
		'task.get',
		{ taskId },
		[{ taskId: 'not an ID' }, { taskId: good }, { taskId: absent }],
		{ onError: 'continueErrorOutput' },
	);
	expect(output('N', 0)).toMatchObject([{ taskId: good }]);
	expect(output('N', 1)).toEqual([
		{ error: "'taskId' must be a task ID [item 0]" },
		{ error: `'taskId' is unknown: no task has the ID ${absent} [item 2]` },
	]);
	expect(items('N', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
});

test('lists, the failed list and the statistics', async () => {
	const plan = await seedPlan(office, 'lists', [5]);
	for (let order = 0; order < 3; order++) await seedTask(office, plan, `${order}.lists.example`);
	const filters = { customerCode: 'lists', statuses: ['pending'] };
	const some = await call('task.list', { returnAll: false, limit: 2, filters });
	expect(some.output('N')).toMatchObject([{ customerCode: 'lists', planCode: 'lists' }, { customerCode: 'lists' }]);
	expect((await call('task.list', { returnAll: true, filters })).output('N')).toHaveLength(3);
	expect((await call('task.listFailed', { returnAll: true })).output('N')).toEqual([]);
	expect((await call('task.clearFailed', { which: 'all' })).output('N')).toEqual([{ cleared: 0 }]);
	const [statistics] = (await call('task.statistics', { days: 30 })).output('N');
	expect(statistics).toMatchObject({ days: 30, failed: 0 });
});

test.each([
	{ taskIds: '={{ $json.nothing }}' },
	{ taskIds: '={{ "" }}' },
	{ which: 'these', taskIds: ' , ' },
	{ which: 'these', taskIds: '={{ [] }}' },
	{ which: '={{ $json.nothing }}', taskIds: '={{ [] }}' },
])('clears nothing when it is told %j', async (parameters) => {
	const { error } = await call('task.clearFailed', parameters);
	expect(error?.message).toMatch(/'(taskIds|which)' (is empty|must be)/);
});

test('a manual start gives a task, and a repeat of its reference the same one', async () => {
	await seedPlan(office, 'gift', [5]);
	const order = { customerCode: 'gift', planCode: 'gift', domain: 'Gift.Example', reference: 't-1', reason: 'a gift' };
	const [first] = (await call('service.startManual', order)).output('N');
	const [second] = (await call('service.startManual', order)).output('N');
	expect(first).toMatchObject({ created: true });
	expect(second).toMatchObject({ created: false, taskId: first?.taskId });
});

test('due work is taken by one run', async () => {
	const id = await seedTask(office, await seedPlan(office, 'due', [5]), 'due.example');
	await letTimePass(office);
	const due = (await call('task.claimDue', { limit: 500 })).output('N').map(({ taskId: found }) => found);
	expect(due).toContain(id);
	expect((await call('task.claimDue', { limit: 500 })).output('N')).toEqual([]);
	expect((await call('task.retry', { taskId: id })).output('N')).toMatchObject([{ status: 'pending' }]);
});

test('every operation has its words', () => {
	for (const { operations } of [...provisioningResources, ...taskResources]) {
		for (const { action, description, label } of operations) {
			expect(label).toMatch(/^[A-Z]/);
			expect(action).toMatch(/^[A-Z][a-z]+ /);
			expect(description.length).toBeGreaterThan(20);
		}
	}
});
