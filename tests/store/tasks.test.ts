import { z } from 'zod';
import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import {
	cancelTask,
	claimTask,
	clearFailed,
	completeTask,
	describeTasks,
	failTask,
	finishRollback,
	openStep,
	retryTask,
	runStep,
	showTask,
	type TaskOffice,
	taskStatistics,
	undoList,
	undoOf,
	undoStep,
} from '../../core/tasks';
import { placeService, startManually, startProvisioning } from '../../core/provisioning';
import { storeOn } from '../../core/db';
import { listAudit } from '../../core/db/auditLog';
import { listTasks, takeDueTasks } from '../../core/tasks/tasks';
import { backOfficeOn, letTimePass, listPanel, seedPlan, seedService, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

/** A second process: connections of its own to the same database. */
const otherOffice = (): TaskOffice => ({ ...office, store: storeOn(() => database.pool(), 'a test') });

const serviceRow = z.object({ status: z.string(), serverId: z.uuid().nullable(), username: z.string().nullable() });
async function serviceOf(taskId: string) {
	const [service] = await office.store.asStaff(
		async (transaction) =>
			await transaction.rows(
				serviceRow,
				`select s.status, s.server_id as "serverId", s.username from msp.service s
				join msp.task t on t.subject_id = s.id where t.id = $1`,
				[taskId],
			),
	);
	return service;
}

async function makeStep(taskId: string, stepName: string, domain: string, { creation } = listPanel()) {
	const step = openStep(office, { taskId, stepName }, creation);
	return await runStep(step, { domain, password: 'kept' });
}

async function failStep(taskId: string, stepName: string, errorClass: ErrorClass) {
	const { creation } = listPanel();
	const failing = {
		...creation,
		apply: async () => await Promise.reject(new ExternalError(errorClass, `the panel said ${errorClass}`, 'Do this.')),
	};
	const step = openStep(office, { taskId, stepName }, failing);
	await expect(runStep(step, { domain: 'any.example', password: 'kept' })).rejects.toThrow('the panel said');
}

describe('starting', () => {
	test('fifty starts at once over two pools give one task', async () => {
		const serviceId = await seedService(office, await seedPlan(office, 'start', [5]), 'start.example');
		const other = otherOffice();
		const started = await Promise.all(
			Array.from({ length: 50 }, async (_, index) => await startProvisioning(index % 2 ? office : other, serviceId)),
		);
		expect(new Set(started.map(({ taskId }) => taskId)).size).toBe(1);
		expect(started.filter(({ created }) => created)).toHaveLength(1);
	});

	test.each([
		['pending_payment', 'MSP Billing → Payment: Apply'],
		['active', 'set up once'],
		['cancelled', 'Retry its task'],
	])('a service that is %s is not set up, and the remedy says what to do', async (status, remedy) => {
		const plan = await seedPlan(office, `start-${status.replace('_', '-')}`, [5]);
		const serviceId = await seedService(office, plan, `${status.replace('_', '-')}.example`, status);
		await expect(startProvisioning(office, serviceId)).rejects.toMatchObject({
			field: 'serviceId',
			remedy: expect.stringContaining(remedy) as unknown,
		});
	});

	test('a manual start is one order by its reference, and no other order may take the reference', async () => {
		await seedPlan(office, 'manual', [5]);
		const order = {
			customerCode: 'manual',
			planCode: 'manual',
			domain: 'gift.example',
			reference: 'ticket-1',
			reason: 'a gift',
		};
		const [first, second] = await Promise.all([startManually(office, order), startManually(otherOffice(), order)]);
		expect(first.taskId).toBe(second.taskId);
		await expect(startManually(office, { ...order, domain: 'other.example' })).rejects.toMatchObject({
			field: 'reference',
		});
		const elsewhere = { ...order, domain: 'free.example', reference: 'ticket-2' };
		await expect(startManually(office, { ...elsewhere, planCode: 'none' })).rejects.toMatchObject({
			field: 'planCode',
		});
	});
});

describe('claiming', () => {
	test('one of many claims gets the task, with all that its steps need', async () => {
		const taskId = await seedTask(office, await seedPlan(office, 'claim', [5]), 'claim.example');
		const claims = await Promise.all(Array.from({ length: 10 }, async () => await claimTask(office, taskId)));
		const [claimed, ...more] = claims.filter((claim) => claim !== undefined);
		expect(more).toEqual([]);
		expect(claimed).toMatchObject({
			direction: 'forward',
			customer: { customerCode: 'claim', language: 'en' },
			service: { domain: 'claim.example' },
			plan: { packageName: 'starter', mailboxName: 'info', databaseName: 'site' },
			server: null,
		});
	});

	test('a task whose run died is due again when its lease runs out, and taken by one dispatcher', async () => {
		const taskId = await seedTask(office, await seedPlan(office, 'due', [5]), 'due.example');
		await claimTask(office, taskId);
		const due = async () =>
			(await office.store.asStaff(async (transaction) => await takeDueTasks(transaction, 500, ['provision']))).map(
				(task) => task.taskId,
			);
		expect(await due()).not.toContain(taskId);
		await letTimePass(office);
		const taken = await Promise.all([due(), due(), due()]);
		expect(taken.flat().filter((id) => id === taskId)).toHaveLength(1);
		expect(await claimTask(office, taskId)).toMatchObject({ direction: 'forward' });
	});
});

describe('placement', () => {
	test('two orders at once for the last place: one gets it, the other waits and is told why', async () => {
		const plan = await seedPlan(office, 'last', [1]);
		const tasks = [await seedTask(office, plan, 'one.last.example'), await seedTask(office, plan, 'two.last.example')];
		await Promise.all(tasks.map(async (taskId) => await claimTask(office, taskId)));
		const other = otherOffice();
		const places = await Promise.all(
			tasks.map(async (taskId, index) => await placeService(index ? office : other, taskId)),
		);
		expect(places.map(({ placed }) => placed).sort()).toEqual([false, true]);
		const waiting = tasks[places.findIndex(({ placed }) => !placed)] ?? '';
		expect(await showTask(office, waiting)).toMatchObject({
			status: 'waiting',
			statusDetail: expect.stringContaining("no server of the group 'last' has room") as unknown,
			steps: [],
		});

		await office.store.asStaff(async (transaction) => {
			await transaction.run(`update msp.server set max_accounts = 2 where server_code = 'last-1'`);
		});
		expect(await claimTask(office, waiting)).toBeDefined();
		expect(await placeService(office, waiting)).toMatchObject({ placed: true, serverCode: 'last-1' });
	});

	test('thirty at once over three servers of ten fill each exactly, and asking again keeps the place', async () => {
		const plan = await seedPlan(office, 'fill', [10, 10, 10]);
		const tasks: string[] = [];
		for (let order = 0; order < 31; order++) tasks.push(await seedTask(office, plan, `order-${order}.fill.example`));
		const places = await Promise.all(tasks.map(async (taskId) => await placeService(office, taskId)));
		const perServer: Record<string, number> = {};
		for (const place of places) {
			const where = place.placed ? place.serverCode : 'waits';
			perServer[where] = (perServer[where] ?? 0) + 1;
		}
		expect(perServer).toEqual({
			'fill-1': 10,
			'fill-2': 10,
			'fill-3': 10,
			waits: 1,
		});
		const [first] = tasks;
		expect(await placeService(office, first ?? '')).toEqual(places[0]);
	});
});

describe('failing', () => {
	async function runningTask(name: string) {
		const taskId = await seedTask(office, await seedPlan(office, name, [5]), `${name}.example`);
		await claimTask(office, taskId);
		await placeService(office, taskId);
		return taskId;
	}

	test.each(['busy', 'transport', 'unknown'] as const)(
		'%s passes: the task is tried again later',
		async (errorClass) => {
			const taskId = await runningTask(`passing-${errorClass}`);
			await failStep(taskId, 'account', errorClass);
			const { next, task } = await failTask(office, taskId, 'roll_back');
			expect(next).toBe('retry_later');
			expect(task).toMatchObject({ status: 'retry', attempt: 1, failedStep: 'account', errorClass });
			expect(task.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
			expect((await claimTask(office, taskId))?.direction).toBe('forward');
		},
	);

	test.each(['auth', 'permission', 'limit', 'exists', 'not_found', 'invalid'] as const)(
		'%s lasts: the task is rolled back, and shows the step, the class and the words',
		async (errorClass) => {
			const taskId = await runningTask(`lasting-${errorClass.replace('_', '-')}`);
			await failStep(taskId, 'account', errorClass);
			expect((await failTask(office, taskId, 'roll_back')).next).toBe('roll_back');
			expect(await showTask(office, taskId)).toMatchObject({
				status: 'compensating',
				failedStep: 'account',
				errorClass,
				vendorMessage: `the panel said ${errorClass}`,
				remedy: 'Do this.',
			});
		},
	);

	test('the last try of a passing failure counts as lasting', async () => {
		const taskId = await runningTask('tries');
		const decisions: string[] = [];
		for (let attempt = 0; attempt < 6; attempt++) {
			await failStep(taskId, 'account', 'busy');
			decisions.push((await failTask(office, taskId, 'roll_back')).next);
			await claimTask(office, taskId);
		}
		expect(decisions).toEqual([...Array<string>(5).fill('retry_later'), 'roll_back']);
	});

	test('what the service can do without is passed over, and the task says so', async () => {
		const taskId = await runningTask('without');
		await failStep(taskId, 'welcome-mail', 'invalid');
		expect((await failTask(office, taskId, 'carry_on')).next).toBe('carry_on');
		expect(await completeTask(office, taskId)).toMatchObject({
			status: 'completed',
			statusDetail: "went on without 'welcome-mail': the panel said invalid",
		});
		expect(await serviceOf(taskId)).toMatchObject({ status: 'active' });
	});
});

describe('rolling back', () => {
	async function failedTask(name: string, panel = listPanel()) {
		const taskId = await seedTask(office, await seedPlan(office, name, [5]), `${name}.example`);
		await claimTask(office, taskId);
		await placeService(office, taskId);
		await makeStep(taskId, 'account', `${name}.example`, panel);
		await makeStep(taskId, 'mailbox', `mail.${name}.example`, panel);
		await failStep(taskId, 'database', 'limit');
		await failTask(office, taskId, 'roll_back');
		return { taskId, panel };
	}
	const undoNamed = (panel: ReturnType<typeof listPanel>) => () => undoOf(panel.creation);

	test('what the task made is taken back in reverse, once; its place is free again; a retry makes it anew', async () => {
		const { taskId, panel } = await failedTask('back');
		const steps = await undoList(office, taskId);
		expect(steps.map(({ name }) => name)).toEqual(['database', 'mailbox', 'account']);
		for (const { name: stepName } of steps) await undoStep(office, { taskId, stepName }, undoNamed(panel));
		for (const { name: stepName } of steps) await undoStep(office, { taskId, stepName }, undoNamed(panel));
		expect(panel.removed).toEqual(['mail.back.example', 'back.example']);
		expect(await undoList(office, taskId)).toEqual([]);
		expect(await finishRollback(office, taskId)).toMatchObject({
			status: 'failed',
			failedStep: 'database',
			leftovers: [],
		});
		expect(await serviceOf(taskId)).toEqual({ status: 'provisioning_failed', serverId: null, username: null });

		await retryTask(office, taskId);
		expect((await claimTask(office, taskId))?.direction).toBe('forward');
		await placeService(office, taskId);
		await makeStep(taskId, 'account', 'back.example', panel);
		expect(panel.accounts).toHaveLength(1);
	});

	test('one that was interrupted goes on where it was, and its forward steps stay closed', async () => {
		const { taskId, panel } = await failedTask('interrupted');
		await undoStep(office, { taskId, stepName: 'mailbox' }, undoNamed(panel));
		await letTimePass(office);
		expect((await claimTask(office, taskId))?.direction).toBe('roll_back');
		await expect(makeStep(taskId, 'account-2', 'more.example', panel)).rejects.toMatchObject({ errorClass: 'invalid' });
		expect((await undoList(office, taskId)).map(({ name }) => name)).toEqual(['database', 'account']);
	});

	test('what cannot be taken back is named for a person, and keeps its place on the server', async () => {
		const { taskId, panel } = await failedTask('stuck');
		const stuck = () =>
			undoOf({
				...panel.creation,
				undo: async () => await Promise.reject(new ExternalError('permission', 'not yours to remove', 'Ask root.')),
			});
		await undoStep(office, { taskId, stepName: 'database' }, undoNamed(panel));
		await undoStep(office, { taskId, stepName: 'mailbox' }, undoNamed(panel));
		await expect(undoStep(office, { taskId, stepName: 'account' }, stuck)).rejects.toThrow('not yours to remove');
		expect(await finishRollback(office, taskId)).toMatchObject({
			status: 'failed',
			statusDetail: 'could not take back: account',
			leftovers: ['account'],
		});
		expect((await serviceOf(taskId))?.serverId).not.toBeNull();
	});

	test('a task that is not rolled back gives nothing up', async () => {
		const panel = listPanel();
		const taskId = await seedTask(office, await seedPlan(office, 'keep', [5]), 'keep.example');
		await claimTask(office, taskId);
		await makeStep(taskId, 'account', 'keep.example', panel);
		await expect(undoStep(office, { taskId, stepName: 'account' }, undoNamed(panel))).rejects.toMatchObject({
			field: 'taskId',
		});
		expect(panel.accounts).toHaveLength(1);
	});
});

describe('cancelling', () => {
	test('a task that made nothing ends at once, with its service', async () => {
		const taskId = await seedTask(office, await seedPlan(office, 'cancel', [5]), 'cancel.example');
		expect(await cancelTask(office, taskId)).toMatchObject({ status: 'cancelled' });
		expect(await serviceOf(taskId)).toMatchObject({ status: 'cancelled' });
		expect(await claimTask(office, taskId)).toBeUndefined();
	});

	test('a running task makes nothing more, and takes back what it made', async () => {
		const panel = listPanel();
		const taskId = await seedTask(office, await seedPlan(office, 'stop', [5]), 'stop.example');
		await claimTask(office, taskId);
		await placeService(office, taskId);
		await makeStep(taskId, 'account', 'stop.example', panel);
		await cancelTask(office, taskId);
		await expect(makeStep(taskId, 'mailbox', 'mail.stop.example', panel)).rejects.toThrow('asked to stop');
		expect((await failTask(office, taskId, 'roll_back')).next).toBe('roll_back');
		await undoStep(office, { taskId, stepName: 'account' }, () => undoOf(panel.creation));
		expect(await finishRollback(office, taskId)).toMatchObject({ status: 'cancelled' });
		expect(panel.accounts).toEqual([]);
		expect(await serviceOf(taskId)).toMatchObject({ status: 'cancelled', serverId: null });
	});
});

test('the failed list, clearing it, and the statistics agree', async () => {
	const fresh = await createTestDatabase();
	const own = backOfficeOn(fresh.store);
	const plan = await seedPlan(own, 'numbers', [9]);
	const [done, failed] = [await seedTask(own, plan, 'done.example'), await seedTask(own, plan, 'failed.example')];
	await seedTask(own, plan, 'pending.example');
	for (const taskId of [done, failed]) {
		await claimTask(own, taskId);
		await placeService(own, taskId);
	}
	await completeTask(own, done);
	await cancelTask(own, failed);
	await failTask(own, failed, 'roll_back');
	await own.store.asStaff(async (transaction) => {
		await transaction.run(`update msp.task set cancel_requested = false where id = $1`, [failed]);
	});
	await finishRollback(own, failed);

	const { numbers, list, clear } = {
		numbers: async () => await own.store.asStaff(async (transaction) => await taskStatistics(transaction, 30)),
		list: async () =>
			await own.store.asStaff(
				async (transaction) =>
					await describeTasks(
						transaction,
						own,
						await listTasks(transaction, { statuses: ['failed'], cleared: false, limit: null }),
					),
			),
		clear: async () => await clearFailed(own, 'all'),
	};
	expect(await numbers()).toMatchObject({
		total: 3,
		pending: 1,
		completed: 1,
		failed: 1,
		failedUncleared: 1,
		failuresByClass: { unknown: 1 },
	});
	expect(await list()).toMatchObject([{ taskId: failed, customerCode: 'numbers', domain: 'failed.example' }]);
	expect(await clear()).toBe(1);
	expect(await list()).toEqual([]);
	expect(await numbers()).toMatchObject({ failed: 1, failedUncleared: 0 });
	const words = await own.store.asStaff(async (transaction) => await listAudit(transaction, { subject: failed }));
	expect(words.map(({ action }) => action)).toEqual([
		'task.start',
		'task.cancel',
		'task.fail',
		'task.roll_back',
		'task.clear',
	]);
	await fresh.drop();
});
