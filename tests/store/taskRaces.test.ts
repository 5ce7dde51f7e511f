import { InputError, ExternalError } from '../../core/kernel/errors';
import {
	cancelTask,
	claimTask,
	clearFailed,
	completeTask,
	failTask,
	finishRollback,
	markDone,
	openStep,
	postponeTask,
	retryTask,
	runOnce,
	runStep,
	showTask,
	type TaskOffice,
	undoOf,
	undoStep,
} from '../../core/tasks';
import { storeOn } from '../../core/db';
import { placeService, startManually, startProvisioning } from '../../core/provisioning';
import { listAudit } from '../../core/db/auditLog';
import { listServers } from '../../core/servers/servers';
import { forceStatus } from '../support/serviceStatus';
import { Killed } from '../support/memoryPanel';
import { backOfficeOn, letTimePass, listPanel, failing, seedTaskAlone, step } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const newTask = async (name: string, servers?: readonly number[]) => await seedTaskAlone(office, name, servers);

describe('a step that was still being planned', () => {
	/** What happens while the step asks the panel what it may make. */
	const planned = (meanwhile: () => Promise<unknown>) => {
		const panel = listPanel();
		const creation: typeof panel.creation = {
			...panel.creation,
			plan: async (wanted) => {
				await meanwhile();
				return await panel.creation.plan(wanted);
			},
		};
		return { ...panel, creation };
	};

	test('makes nothing where its task was cancelled meanwhile', async () => {
		const { taskId, domain, service } = await newTask('plan-cancelled');
		const { accounts, creation } = planned(async () => await cancelTask(office, taskId));
		await expect(
			step(office, { taskId, stepName: 'account' }, creation, { domain, password: 'kept' }),
		).rejects.toMatchObject({
			errorClass: 'invalid',
		});
		expect(accounts).toEqual([]);
		expect(await service()).toMatchObject({ status: 'cancelled', username: null });
	});

	test('nor where another run took the task over, and ended it', async () => {
		const { taskId, domain, service } = await newTask('plan-overtaken');
		await claimTask(office, taskId);
		const { accounts, creation } = planned(async () => {
			await cancelTask(office, taskId);
			await letTimePass(office);
			expect(await claimTask(office, taskId)).toBeUndefined();
		});
		await expect(
			step(office, { taskId, stepName: 'account' }, creation, { domain, password: 'kept' }),
		).rejects.toMatchObject({
			errorClass: 'invalid',
		});
		expect(accounts).toEqual([]);
		expect(await service()).toMatchObject({ status: 'cancelled' });
	});

	test('nor where the task is being taken back by now', async () => {
		const { taskId, domain } = await newTask('plan-rolled-back');
		await claimTask(office, taskId);
		const { accounts, creation } = planned(async () => {
			await expect(
				step(office, { taskId, stepName: 'note' }, failing(new ExternalError('limit', 'full', 'Make room.')), {}),
			).rejects.toThrow();
			expect(await failTask(office, taskId, 'roll_back')).toMatchObject({ next: 'roll_back' });
			expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed' });
		});
		await expect(
			step(office, { taskId, stepName: 'account' }, creation, { domain, password: 'kept' }),
		).rejects.toBeInstanceOf(ExternalError);
		expect(accounts).toEqual([]);
	});
});

test('what would set up a second service on a domain is told which order has it', async () => {
	const { domain, taskId } = await newTask('one-domain');
	await cancelTask(office, taskId);
	const order = { customerCode: 'one-domain', planCode: 'one-domain', domain, reference: 'gift', reason: 'a gift' };
	const other = await startManually(office, order);
	await expect(retryTask(office, taskId)).rejects.toMatchObject({
		field: 'taskId',
		complaint: `is for ${domain}, which the order manual:gift serves`,
	});
	await expect(startManually(office, { ...order, reference: 'another' })).rejects.toMatchObject({
		field: 'domain',
		complaint: `is ${domain}, which the order manual:gift serves`,
	});
	expect(await startManually(office, order)).toMatchObject({ taskId: other.taskId, created: false });
});

test('a step goes on where it was begun, or not at all', async () => {
	const { taskId, domain, service } = await newTask('moved', [5, 5]);
	const { accounts, creation } = listPanel();
	await claimTask(office, taskId);
	await placeService(office, taskId);
	const { serverId: here } = await service();
	const servers = await office.store.asStaff(async (transaction) => await listServers(transaction, { limit: null }));
	const there = servers.find(({ serverCode, serverId }) => serverCode.startsWith('moved-') && serverId !== here);
	const stepOn = (serverId: string | null | undefined, effect = creation) =>
		openStep(
			office,
			{ taskId, stepName: 'account', target: { type: 'server', id: serverId ?? '', name: 'a server' } },
			effect,
		);
	const lost: typeof creation = {
		...creation,
		apply: async () => await Promise.reject(new ExternalError('transport', 'no answer', 'Look.')),
	};
	const wanted = { domain, password: 'kept' };
	await expect(runStep(stepOn(here, lost), wanted)).rejects.toThrow('no answer');
	await expect(runStep(stepOn(there?.serverId), wanted)).rejects.toMatchObject({
		field: 'server',
		remedy: expect.stringContaining('cancel the task first') as unknown,
	});
	expect(accounts).toEqual([]);
	await runStep(stepOn(here), wanted);
	expect(accounts).toHaveLength(1);
});

test('a run that comes too late gives a cancelled service no place', async () => {
	const { taskId, service } = await newTask('late-place');
	await claimTask(office, taskId);
	await cancelTask(office, taskId);
	await letTimePass(office);
	expect(await claimTask(office, taskId)).toBeUndefined();
	await expect(placeService(office, taskId)).rejects.toMatchObject({ field: 'taskId', complaint: 'is cancelled' });
	expect(await service()).toMatchObject({ status: 'cancelled', serverId: null });
});

test('a place and a step from elsewhere leave their word in the audit log, once', async () => {
	const { taskId } = await newTask('audited');
	const claimed = await claimTask(office, taskId);
	await placeService(office, taskId);
	await placeService(office, taskId);
	const place = { taskId, stepName: 'slack' };
	expect(await runOnce(office, place, 'run_again')).toEqual({ run: true });
	await markDone(office, place, { sent: true });
	await markDone(office, place, { sent: 'twice' });
	expect(await runOnce(office, place, 'run_again')).toEqual({ run: false, result: { sent: true } });
	const words = await office.store.asStaff(
		async (transaction) => await listAudit(transaction, { correlationId: claimed?.correlationId ?? '' }),
	);
	expect(words.map(({ action, outcome, detail }) => [action, outcome, detail.serverCode])).toEqual([
		['task.start', 'done', undefined],
		['service.place', 'done', 'audited-1'],
		['external.run', 'intended', undefined],
		['external.run', 'done', undefined],
	]);
});

test('a task whose every run dies is given up after its last try, for a person', async () => {
	const { taskId, domain, service } = await newTask('poison');
	const { accounts, creation } = listPanel();
	const deadly: typeof creation = {
		...creation,
		name: 'note.write',
		apply: async () => await Promise.reject(new Killed()),
	};
	const directions: unknown[] = [];
	for (let run = 0; run < 6; run++) {
		directions.push((await claimTask(office, taskId))?.direction);
		await placeService(office, taskId);
		await step(office, { taskId, stepName: 'account' }, creation, { domain, password: 'kept' });
		await expect(
			step(office, { taskId, stepName: 'deadly' }, deadly, { domain: 'x', password: '' }),
		).rejects.toBeInstanceOf(Killed);
		await letTimePass(office);
	}
	directions.push((await claimTask(office, taskId))?.direction);
	expect(directions).toEqual([...Array<string>(6).fill('forward'), 'roll_back']);
	expect(await showTask(office, taskId)).toMatchObject({
		status: 'compensating',
		attempt: 6,
		failedStep: 'deadly',
		errorClass: 'unknown',
		vendorMessage: expect.stringContaining('6 runs') as unknown,
	});
	await undoStep(office, { taskId, stepName: 'account' }, () => undoOf(creation));
	await undoStep(office, { taskId, stepName: 'deadly' }, () => undoOf({ ...deadly, undo: creation.undo }));
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: [] });
	expect(accounts).toEqual([]);
	expect(await service()).toMatchObject({ status: 'provisioning_failed' });
});

describe('a task that is to stop', () => {
	test('is not completed, so that what it made is taken back', async () => {
		const { taskId, domain, service } = await newTask('stop-late');
		const panel = listPanel();
		await claimTask(office, taskId);
		await placeService(office, taskId);
		await step(office, { taskId, stepName: 'account' }, panel.creation, { domain, password: 'kept' });
		await cancelTask(office, taskId);
		await expect(completeTask(office, taskId)).rejects.toMatchObject({
			field: 'taskId',
			complaint: 'was asked to stop',
		});
		expect(await service()).toMatchObject({ status: 'provisioning' });

		await letTimePass(office);
		expect(await claimTask(office, taskId)).toMatchObject({ direction: 'roll_back' });
		await undoStep(office, { taskId, stepName: 'account' }, () => undoOf(panel.creation));
		expect(await finishRollback(office, taskId)).toMatchObject({ status: 'cancelled' });
		expect(panel.accounts).toEqual([]);
		expect(await service()).toMatchObject({ status: 'cancelled', serverId: null });
	});

	test('leaves no service active for which nothing was made', async () => {
		const { taskId, service } = await newTask('stop-nothing');
		await claimTask(office, taskId);
		await placeService(office, taskId);
		await cancelTask(office, taskId);
		await expect(completeTask(office, taskId)).rejects.toMatchObject({ complaint: 'was asked to stop' });
		expect(await service()).toMatchObject({ status: 'provisioning' });
	});
});

test.each(['terminated', 'pending_payment', 'active'] as const)(
	'a task whose service is %s by now is not run again',
	async (status) => {
		const { taskId, serviceId } = await newTask(`again-${status.replace('_', '-')}`);
		await cancelTask(office, taskId);
		await office.store.asStaff(async (transaction) => {
			await forceStatus(transaction, serviceId, status);
		});
		await expect(retryTask(office, taskId)).rejects.toMatchObject({ field: 'taskId' });
		expect(await showTask(office, taskId)).toMatchObject({ status: 'cancelled', serviceStatus: status });
	},
);

test('input that no try can mend is the step’s own failure, and lasts', async () => {
	const { taskId } = await newTask('bad-input');
	await claimTask(office, taskId);
	await placeService(office, taskId);
	const unfit = failing(new InputError('name', 'is too long for this server', 'Shorten the name in the plan.'));
	await expect(step(office, { taskId, stepName: 'database' }, unfit, {})).rejects.toBeInstanceOf(InputError);
	expect(await failTask(office, taskId, 'roll_back')).toMatchObject({
		next: 'roll_back',
		task: {
			failedStep: 'database',
			errorClass: 'invalid',
			vendorMessage: "'name' is too long for this server",
			remedy: 'Shorten the name in the plan.',
		},
	});
});

describe('twenty at once', () => {
	const twenty = async <T>(ask: (office: TaskOffice, index: number) => Promise<T>) => {
		const other: TaskOffice = { ...office, store: storeOn(() => database.pool(), 'another worker') };
		return await Promise.allSettled(
			Array.from({ length: 20 }, async (_, index) => await ask(index % 2 ? office : other, index)),
		);
	};
	const values = <T>(settled: ReadonlyArray<PromiseSettledResult<T>>) =>
		settled.map((one) => {
			if (one.status === 'fulfilled') return one.value;
			throw one.reason;
		});
	const audited = async (subject: string, action: string) => {
		const told = await office.store.asStaff(async (transaction) => await listAudit(transaction, { subject }));
		return told.filter((one) => one.action === action).length;
	};
	/** A task that has failed and was rolled back. */
	async function failedTask(name: string): Promise<string> {
		const { taskId } = await newTask(name);
		await claimTask(office, taskId);
		await expect(
			step(office, { taskId, stepName: 'note' }, failing(new ExternalError('limit', 'full', 'Make room.')), {}),
		).rejects.toThrow('full');
		await failTask(office, taskId, 'roll_back');
		expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed' });
		return taskId;
	}

	test('retries are one retry', async () => {
		const taskId = await failedTask('retries');
		const answers = values(await twenty(async (own) => await retryTask(own, taskId)));
		expect(answers.filter(({ retried }) => retried)).toHaveLength(1);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['pending']));
		expect(await audited(taskId, 'task.retry')).toBe(1);
	});

	test('a retry of what is about to run changes nothing; of what waits, it goes on now', async () => {
		const { taskId } = await newTask('about-to-run');
		const before = await showTask(office, taskId);
		expect(await retryTask(office, taskId)).toMatchObject({ retried: false, nextAttemptAt: before.nextAttemptAt });
		expect(await audited(taskId, 'task.retry')).toBe(0);
		await office.store.asStaff(
			async (transaction) => await postponeTask(transaction, before, { seconds: 900, statusDetail: 'no room' }),
		);
		expect(await retryTask(office, taskId)).toMatchObject({ retried: true, status: 'pending', statusDetail: '' });
	});

	test('cancellations are one cancellation', async () => {
		const { taskId } = await newTask('cancellations');
		const answers = values(await twenty(async (own) => await cancelTask(own, taskId)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['cancelled']));
		expect(await audited(taskId, 'task.cancel')).toBe(1);
	});

	test('clearings clear each failure once', async () => {
		const ids = [await failedTask('clear-1'), await failedTask('clear-2'), await failedTask('clear-3')];
		const cleared = values(
			await twenty(async (own, index) => await clearFailed(own, index % 3 ? ids.toReversed() : ids)),
		);
		expect(cleared.reduce((sum, count) => sum + count, 0)).toBe(3);
		for (const taskId of ids) expect(await audited(taskId, 'task.clear')).toBe(1);
	});

	test('a start by hand and a start of its service are the same task by its key', async () => {
		await newTask('by-hand');
		const order = {
			...{ customerCode: 'by-hand', planCode: 'by-hand', domain: 'second.by-hand.example' },
			...{ reference: 'ticket-1', reason: 'a gift' },
		};
		const first = await startManually(office, order);
		const answers = values(
			await twenty(async (own, index) =>
				index % 3 ? await startProvisioning(own, first.serviceId) : await startManually(own, order),
			),
		);
		expect(new Set(answers.map(({ taskId }) => taskId))).toEqual(new Set([first.taskId]));
		expect(answers.filter(({ created }) => created)).toEqual([]);
	});
});

test('to clear failures, name them or say all: nothing named clears nothing', async () => {
	await expect(clearFailed(office, [])).rejects.toMatchObject({ field: 'taskIds', complaint: 'is empty' });
});
