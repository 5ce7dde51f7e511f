import { randomBytes } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { ErrorTrigger } from 'n8n-nodes-base/dist/nodes/ErrorTrigger/ErrorTrigger.node';
import { claimTask, failTask } from '../../core/tasks';
import { ExternalError } from '../../core/kernel/errors';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspAlert } from '../../nodes/MspAlert/MspAlert.node';
import { createHarness, type WorkflowJson } from '../support/inProcessN8n';
import { backOfficeOn, failing, seedTaskAlone, step } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspAlert';
const key = randomBytes(32);

let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;
beforeAll(async () => {
	database = await createTestDatabase();
	harness = harnessWith(databaseCredential(database, key));
});
afterAll(async () => await database.drop());
beforeEach(async () => {
	await database.owner.query('delete from msp.alert; delete from msp.alert_run');
});

const harnessWith = (mspDatabaseApi: IDataObject) =>
	createHarness({
		nodes: { [type]: MspAlert, 'n8n-nodes-base.errorTrigger': ErrorTrigger },
		credentialTypes: { MspDatabaseApi },
		credentials: { mspDatabaseApi: mspDatabaseApi as never },
		staticData: new Map(),
	});

const run = async (parameters: INode['parameters'], items: IDataObject[] = [{}], more: Partial<INode> = {}) =>
	await harness.node(type, { resource: 'alert', ...parameters }, items, more);

const raise = {
	operation: 'raise',
	cause: '={{ $json.cause }}',
	severity: 'warning',
	title: '={{ $json.title }}',
	remedy: 'Look at it.',
	more: { customerCode: 'acme', orderReference: 'order-1001' },
};

test('raises item by item; what is wrong leaves by the error output with the field and the remedy', async () => {
	const items = [
		{ cause: 'one', title: 'One is so' },
		{ cause: 'two', title: '' },
		{ cause: 'x'.repeat(301), title: 'Three is so' },
		{ cause: 'one', title: 'One is so' },
	];
	const { items: given, output } = await run(raise, items, { onError: 'continueErrorOutput' });
	expect(output('N')).toMatchObject([
		{ title: 'One is so', customerCode: 'acme', orderReference: 'order-1001', count: 1, isNew: true, open: true },
		{ count: 2, isNew: false },
	]);
	const errors = given('N', 1);
	expect(errors.map(({ json }) => json.error)).toEqual([
		"'title' is empty [item 1]",
		"'cause' is longer than 300 characters [item 2]",
	]);
});

test('claims what is to be told once, marks it told, lists it and closes it', async () => {
	await run(raise, [{ cause: 'one', title: 'One is so' }]);
	const claimed = await run({ operation: 'claimToTell', limit: 5 });
	const [alert] = claimed.output('N');
	expect(alert).toMatchObject({
		...{ phase: 'problem', severity: 'warning', title: 'One is so', remedy: 'Look at it.', timesSeen: 1 },
		...{ customerCode: 'acme', orderReference: 'order-1001' },
	});
	expect((await run({ operation: 'claimToTell', limit: 5 })).output('N')).toEqual([]);
	const failed = await run({ operation: 'markNotTold', alertId: alert?.alertId as string, why: '451 later' });
	expect(failed.output('N')).toMatchObject([{ tellFailure: '451 later', toTell: 'problem', toldAt: null }]);
	const told = await run({ operation: 'markTold', alertId: alert?.alertId as string, phase: 'problem' });
	expect(told.output('N')).toMatchObject([{ toTell: null, toldAt: expect.any(String) as unknown }]);

	const list = async (filters: IDataObject) =>
		(await run({ operation: 'list', returnAll: true, filters: filters as never })).output('N');
	expect(await list({ state: 'open' })).toHaveLength(1);
	expect(await list({ state: 'settled' })).toEqual([]);
	expect(await list({ kinds: ['no_log_in'] })).toEqual([]);
	const closed = await run({ operation: 'close', alertId: alert?.alertId as string, by: 'Ada' });
	expect(closed.output('N')).toMatchObject([{ settledBy: 'Ada', open: false }]);
	expect(await list({ state: 'settled', kinds: ['other'] })).toHaveLength(1);
});

test.each(['markTold', 'markNotTold', 'close'])('%s names an alert that there is not', async (operation) => {
	const alertId = '00000000-0000-4000-8000-000000000000';
	const { error } = await run({ operation, alertId, phase: 'done', by: 'Ada' });
	expect(error?.message).toBe(`'alertId' is unknown: no alert has the ID ${alertId} [item 0]`);
});

test('raises for a task with what staff need, and lets one that needs nobody go on', async () => {
	const office = backOfficeOn(database.store);
	const { taskId, domain } = await seedTaskAlone(office, 'failing');
	await claimTask(office, taskId);
	const refused = new ExternalError('limit', 'Too many databases', 'Raise the limit.');
	await step(office, { taskId, stepName: 'database' }, failing(refused), {}).catch(() => undefined);
	await failTask(office, taskId, 'roll_back');
	const raised = await run({ operation: 'raiseForTask', taskId: '={{ $json.taskId }}', trouble: 'failed' }, [
		{ taskId },
	]);
	expect(raised.output('N')).toMatchObject([
		{ title: `Provisioning of ${domain} failed`, taskId, vendorMessage: 'Too many databases', kind: 'task_failed' },
	]);
	await database.owner.query('update msp.task set cancel_requested = true where id = $1', [taskId]);
	const calledOff = await run({ operation: 'raiseForTask', taskId, trouble: 'failed' });
	expect(calledOff.output('N')).toEqual([{ taskId, alertId: null }]);
});

test('raises for a payment as it comes, and as JSON', async () => {
	const payment = {
		...{ paymentEventId: 'e', provider: 'stripe', paymentReference: 'pi_1', outcome: 'underpaid' },
		...{ outcomeDetail: 'it is less', amountMinor: 500, currency: 'EUR', orderReference: 'O-1', somethingNew: {} },
	};
	const raised = await run({ operation: 'raiseForPayment', payment: '={{ $json }}' }, [payment]);
	expect(raised.output('N')).toMatchObject([{ paid: '5.00 EUR', orderReference: 'O-1', count: 1 }]);
	const again = await run({ operation: 'raiseForPayment', payment: JSON.stringify(payment) });
	expect(again.output('N')).toMatchObject([{ count: 2 }]);
	const wrong = await run({ operation: 'raiseForPayment', payment: '{' });
	expect(wrong.error?.message).toContain("'payment' is not JSON");
});

const failedRun = (id: string) => ({
	execution: { id, error: { message: 'It broke', description: 'Mend it.' }, lastNodeExecuted: 'Break' },
	workflow: { id: 'own', name: 'Own' },
});

test('notes a failed run once, whatever else n8n says of it', async () => {
	const note = { resource: 'run', operation: 'noteFailed', failedRun: '={{ $json }}', resumes: false };
	const noted = await run(note, [failedRun('1'), failedRun('1'), failedRun('2')]);
	expect(noted.output('N')).toMatchObject([
		{ title: "Workflow 'Own' stopped", vendorMessage: 'It broke', remedy: 'Mend it.', count: 1 },
		{ alertId: null, nothingToTell: 'known' },
		{ count: 2 },
	]);
	// What n8n leaves out, or has never sent so far.
	const odd = await run(note, [
		{ workflow: {} },
		{ workflow: { id: 'x', name: 'X' }, execution: { id: 7, url: 'not an address', error: { message: 7 } } },
	]);
	expect(odd.output('N')).toMatchObject([{ title: "Workflow 'unnamed' stopped" }, { title: "Workflow 'X' stopped" }]);
});

test('ends a run as failed with the given words, and its failure is known', async () => {
	const workflow: WorkflowJson = {
		id: 'ending',
		name: 'Ending',
		nodes: [
			{
				...{ id: 'N', name: 'N', type, typeVersion: 1, position: [0, 0] },
				parameters: { resource: 'run', operation: 'endAsFailed', why: 'Provisioning of a.example failed' },
				credentials: { mspDatabaseApi: { id: 'mspDatabaseApi', name: 'mspDatabaseApi' } },
			},
		],
		connections: {},
	};
	const ended = await harness.run(workflow, { start: 'N' });
	expect(ended.error?.message).toBe('Provisioning of a.example failed');
	const told = { execution: { id: ended.executionId, error: {} }, workflow: { id: 'ending', name: 'Ending' } };
	const noted = await run({ resource: 'run', operation: 'noteFailed', failedRun: '={{ $json }}' }, [told]);
	expect(noted.output('N')).toEqual([{ alertId: null, nothingToTell: 'known' }]);
});

describe('where the database cannot be used', () => {
	const away = () => harnessWith({ ...databaseCredential(database, key), port: 1 });

	test('a failed run leaves by an output of its own', async () => {
		const { output, error } = await away().node(
			type,
			{ resource: 'run', operation: 'noteFailed', failedRun: '={{ $json }}' },
			[failedRun('9')],
		);
		expect(error).toBeUndefined();
		expect(output('N')).toEqual([]);
		expect(output('N', 1)).toMatchObject([{ error: expect.any(String) as unknown }]);
	});

	test('the first look tells nothing, and a later one tells it with what to do', async () => {
		const broken = away();
		const claim = { resource: 'alert', operation: 'claimToTell' };
		expect((await broken.node(type, claim, [{}])).output('N', 1)).toEqual([]);
		const memory = broken.world.staticData?.get('workflow') as { global: IDataObject };
		expect(Object.keys(memory.global).sort()).toEqual(['downSince', 'words']);
		memory.global.downSince = new Date(Date.now() - 61_000).toISOString();
		const told = await broken.node(type, claim, [{}]);
		expect(told.output('N')).toEqual([]);
		expect(told.output('N', 1)).toMatchObject([
			{ phase: 'problem', severity: 'error', remedy: expect.stringContaining('MSP Database') as unknown },
		]);
		await broken.node(type, { resource: 'outage', operation: 'markTold', phase: 'problem' }, [{}]);
		expect((await broken.node(type, claim, [{}])).output('N', 1)).toEqual([]);
	});
});
