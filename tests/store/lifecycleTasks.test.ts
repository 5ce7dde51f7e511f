import { z } from 'zod';
import { markActive, markSuspended, markTerminated } from '../../core/services';
import { ExternalError } from '../../core/kernel/errors';
import {
	accountCreation,
	accountReactivation,
	accountSuspension,
	accountTermination,
	type LifecycleOrder,
	packageChange,
	placeService,
	startLifecycleTask,
	startProvisioning,
	undoNamed,
} from '../../core/provisioning';
import {
	cancelTask,
	claimTask,
	completeTask,
	failTask,
	finishRollback,
	openStep,
	retryTask,
	runStep,
	type SideEffect,
	startTask,
	type TaskKind,
	type TaskOffice,
	undoList,
	undoStep,
} from '../../core/tasks';
import { type ControlPanel } from '../../core/panels';
import { listServers } from '../../core/servers/servers';
import { findService, type Service } from '../../core/services/services';
import { taskKindNames } from '../../nodes/shared/taskKinds';
import { takeDueTasks } from '../../core/tasks/tasks';
import { memoryPanel } from '../support/memoryPanel';
import { backOfficeOn, letTimePass, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };
let panel: ControlPanel;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'hosting', [1000]);
	await office.store.asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ('large', 'Large', 2000, 'EUR', 'business')`,
		);
	});
	({ panel } = memoryPanel());
});
afterAll(async () => await database.drop());

async function serviceOf(serviceId: string): Promise<Service> {
	const found = await office.store.asStaff(async (transaction) => await findService(transaction, serviceId));
	if (!found) throw new Error('the service is gone');
	return found;
}

async function step<Wanted, Intent, Result>(
	taskId: string,
	effect: SideEffect<Wanted, Intent, Result>,
	wanted: Wanted,
	stepName = 'change',
): Promise<Result> {
	return await runStep(openStep(office, { taskId, stepName }, effect), wanted);
}

/** A service that is set up; gives its ID. */
async function active(domain: string): Promise<string> {
	const serviceId = await seedService(office, plan, domain);
	const { taskId } = await startProvisioning(office, serviceId);
	await claimTask(office, taskId);
	await placeService(office, taskId);
	const wanted = { domain, packageName: 'starter', contactEmail: `owner@${domain}` };
	await step(taskId, accountCreation(panel), wanted);
	await completeTask(office, taskId);
	return serviceId;
}

type More = Partial<Omit<LifecycleOrder, 'serviceId' | 'kind'>>;
/** The task of a change, claimed. */
async function begun(serviceId: string, kind: LifecycleOrder['kind'], more: More = {}): Promise<string> {
	const reason = kind === 'suspend' ? ('overdue' as const) : undefined;
	const { taskId } = await startLifecycleTask(office, { serviceId, kind, by: 'system', reason, ...more });
	expect(await claimTask(office, taskId)).toMatchObject({ direction: 'forward', kind });
	return taskId;
}

async function suspended(domain: string, by = 'system'): Promise<string> {
	const serviceId = await active(domain);
	const taskId = await begun(serviceId, 'suspend', { by });
	await step(taskId, accountSuspension(panel), { account: domain, reason: 'overdue' });
	await completeTask(office, taskId);
	return serviceId;
}

const refused: SideEffect<object, object, object> = {
	name: 'note.write',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => await Promise.reject(new ExternalError('limit', 'nothing more is taken', 'Make room.')),
	readBack: async () => await Promise.resolve({ state: 'absent' }),
};

/** A step after the change fails for good. */
async function failed(taskId: string): Promise<void> {
	await expect(step(taskId, refused, {}, 'after')).rejects.toThrow('nothing more');
	expect(await failTask(office, taskId, 'roll_back')).toMatchObject({ next: 'roll_back' });
}

async function rolledBack(taskId: string): Promise<void> {
	await failed(taskId);
	for (const { name: stepName } of await undoList(office, taskId))
		await undoStep(office, { taskId, stepName }, undoNamed(panel));
	expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', statusDetail: 'rolled back' });
}

describe('a suspension', () => {
	test('is in the store when the panel has confirmed it, with the reason and who asked', async () => {
		const serviceId = await active('plain.example');
		const taskId = await begun(serviceId, 'suspend', { by: 'ada', reason: 'manual' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
		const refusing = {
			...panel,
			suspendAccount: async () => await Promise.reject(new ExternalError('busy', 'x', 'x')),
		};
		const wanted = { account: 'plain.example', reason: 'Abuse' };
		await expect(step(taskId, accountSuspension(refusing), wanted)).rejects.toMatchObject({ errorClass: 'busy' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });

		await step(taskId, accountSuspension(panel), wanted);
		expect(await serviceOf(serviceId)).toMatchObject({
			status: 'suspended',
			suspensionReason: 'abuse',
			suspendedBy: 'ada',
		});
		expect(await completeTask(office, taskId)).toMatchObject({ status: 'completed' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'suspended' });
	});

	test('has the reason of the task where the words for the panel are none of the five', async () => {
		const serviceId = await active('words.example');
		const taskId = await begun(serviceId, 'suspend', { reason: 'resource' });
		await step(taskId, accountSuspension(panel), { account: 'words.example', reason: 'Too much mail' });
		expect(await serviceOf(serviceId)).toMatchObject({ suspensionReason: 'resource', suspendedBy: 'system' });
	});

	test('leaves the first reason of a service that was suspended before', async () => {
		const serviceId = await active('before.example');
		const taskId = await begun(serviceId, 'suspend', { by: 'system' });
		await database.owner.query(
			`update msp.service set status = 'suspended', suspension_reason = 'security', suspended_by = 'eve', suspended_at = now() where id = $1`,
			[serviceId],
		);
		await step(taskId, accountSuspension(panel), { account: 'before.example', reason: 'overdue' });
		expect(await serviceOf(serviceId)).toMatchObject({ suspensionReason: 'security', suspendedBy: 'eve' });
	});

	test('by a person takes the place of one by the system, so that no payment lifts it; taken back, the first stands', async () => {
		const serviceId = await suspended('abuse.example');
		const wanted = { account: 'abuse.example', reason: 'abuse' };
		const first = await begun(serviceId, 'suspend', { by: 'eve', reason: 'abuse' });
		await step(first, accountSuspension(panel), wanted);
		await rolledBack(first);
		expect(await serviceOf(serviceId)).toMatchObject({ suspensionReason: 'overdue', suspendedBy: 'system' });
		expect(await panel.findAccount({ domain: 'abuse.example' })).toMatchObject({ suspended: true });

		const taskId = await begun(serviceId, 'suspend', { by: 'eve', reason: 'abuse' });
		await step(taskId, accountSuspension(panel), wanted);
		await completeTask(office, taskId);
		expect(await serviceOf(serviceId)).toMatchObject({ suspensionReason: 'abuse', suspendedBy: 'eve' });
		const order = { serviceId, kind: 'unsuspend', by: 'system' } as const;
		await expect(startLifecycleTask(office, order)).rejects.toMatchObject({ field: 'by' });
		// Not the other way round, and once.
		const again = { serviceId, kind: 'suspend', reason: 'overdue' } as const;
		expect(await startLifecycleTask(office, { ...again, by: 'system' })).toMatchObject({ taskId, created: false });
		expect(await startLifecycleTask(office, { ...again, by: 'ada' })).toMatchObject({ taskId, created: false });
	});

	test('by a person is asked for anew while one by the system is under way', async () => {
		const serviceId = await active('abuse-queue.example');
		const order = { serviceId, kind: 'suspend', reason: 'overdue' } as const;
		const first = await startLifecycleTask(office, { ...order, by: 'system' });
		const second = await startLifecycleTask(office, { ...order, by: 'eve', reason: 'abuse' });
		expect(second).toMatchObject({ created: true, input: { by: 'eve', reason: 'abuse' } });
		for (const { taskId } of [first, second]) {
			await claimTask(office, taskId);
			await step(taskId, accountSuspension(panel), { account: 'abuse-queue.example', reason: 'see the task' });
			await completeTask(office, taskId);
		}
		expect(await serviceOf(serviceId)).toMatchObject({ suspensionReason: 'abuse', suspendedBy: 'eve' });
	});

	test('is out of the store again when it was taken back', async () => {
		const serviceId = await active('back.example');
		const taskId = await begun(serviceId, 'suspend');
		await step(taskId, accountSuspension(panel), { account: 'back.example', reason: 'overdue' });
		await rolledBack(taskId);
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active', suspensionReason: null, suspendedAt: null });
		expect(await panel.findAccount({ domain: 'back.example' })).toMatchObject({ suspended: false });
	});

	test('of another account than the service has changes nothing about the service', async () => {
		const serviceId = await active('own.example');
		await active('another.example');
		const taskId = await begun(serviceId, 'suspend');
		await step(taskId, accountSuspension(panel), { account: 'another.example', reason: 'overdue' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
		// Nor is the task done.
		await expect(completeTask(office, taskId)).rejects.toMatchObject({
			field: 'taskId',
			complaint: 'has no step by which its service was suspended',
			remedy: expect.stringContaining('for the account of own.example') as unknown,
		});
	});
});

describe('a reactivation', () => {
	test('is in the store when the panel has confirmed it; taken back, the old reason stands again', async () => {
		const serviceId = await suspended('again.example');
		const was = await serviceOf(serviceId);
		const first = await begun(serviceId, 'unsuspend');
		await step(first, accountReactivation(panel), { account: 'again.example' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active', suspendedBy: null });
		await rolledBack(first);
		const { status, suspensionReason, suspendedBy, suspendedAt } = was;
		expect(await serviceOf(serviceId)).toMatchObject({ status, suspensionReason, suspendedBy, suspendedAt });
		expect(await panel.findAccount({ domain: 'again.example' })).toMatchObject({ suspended: true });
	});

	test('what the system did not suspend, the system does not unsuspend; a person does', async () => {
		const serviceId = await suspended('theirs.example', 'eve');
		const order = { serviceId, kind: 'unsuspend', by: 'system' } as const;
		await expect(startLifecycleTask(office, order)).rejects.toMatchObject({
			field: 'by',
			complaint: expect.stringContaining('was suspended by eve (overdue)') as unknown,
		});
		const taskId = await begun(serviceId, 'unsuspend', { by: 'ada' });
		await step(taskId, accountReactivation(panel), { account: 'theirs.example' });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
	});

	test('nor where a person suspended it after the task was started', async () => {
		const serviceId = await suspended('meanwhile.example');
		const taskId = await begun(serviceId, 'unsuspend');
		await database.owner.query(`update msp.service set suspended_by = 'eve' where id = $1`, [serviceId]);
		await expect(step(taskId, accountReactivation(panel), { account: 'meanwhile.example' })).rejects.toMatchObject({
			errorClass: 'permission',
		});
		expect(await panel.findAccount({ domain: 'meanwhile.example' })).toMatchObject({ suspended: true });
		expect(await failTask(office, taskId, 'roll_back')).toMatchObject({
			next: 'roll_back',
			task: { failedStep: 'change', errorClass: 'permission' },
		});
		expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: [] });
		expect(await serviceOf(serviceId)).toMatchObject({ status: 'suspended', suspendedBy: 'eve' });
	});
});

describe('a termination', () => {
	const used = async () =>
		(await office.store.asStaff(async (transaction) => await listServers(transaction, { limit: null })))[0]?.used;

	test('frees the place on the server, and the row still says where it was', async () => {
		const serviceId = await suspended('gone.example');
		const { serverId } = await serviceOf(serviceId);
		const before = (await used()) ?? 0;
		const taskId = await begun(serviceId, 'terminate');
		await step(taskId, accountTermination(panel), { account: 'gone.example' });
		await completeTask(office, taskId);
		expect(await serviceOf(serviceId)).toMatchObject({
			status: 'terminated',
			terminatedAt: expect.any(Date) as unknown,
			suspendedBy: null,
			serverId,
		});
		expect(await used()).toBe(before - 1);
	});

	test('may be recorded by hand, once, and only of what was set up', async () => {
		const serviceId = await active('by-hand.example');
		const marked = await markTerminated(office, serviceId, { by: 'ada' });
		expect(marked).toMatchObject({ changed: true, service: { status: 'terminated' } });
		expect(await markTerminated(office, serviceId, { by: 'ada' })).toMatchObject({ changed: false });
		const never = await seedService(office, plan, 'never.example');
		await expect(markTerminated(office, never, { by: 'ada' })).rejects.toMatchObject({ field: 'serviceId' });
	});
});

test('the plan follows the package, and goes back with it', async () => {
	const serviceId = await active('grows.example');
	const taskId = await begun(serviceId, 'change_package', { planCode: 'large' });
	const wanted = { account: 'grows.example', packageName: 'business' };
	await step(taskId, packageChange(panel), wanted);
	expect(await serviceOf(serviceId)).toMatchObject({ planCode: 'large', status: 'active' });
	await rolledBack(taskId);
	expect(await serviceOf(serviceId)).toMatchObject({ planCode: 'hosting' });
	expect(await panel.findAccount({ domain: 'grows.example' })).toMatchObject({ packageName: 'starter' });

	// What a person did to it meanwhile stays.
	const again = await begun(serviceId, 'change_package', { planCode: 'large' });
	await step(again, packageChange(panel), wanted);
	await markSuspended(office, serviceId, { reason: 'abuse', by: 'eve' });
	await rolledBack(again);
	expect(await serviceOf(serviceId)).toMatchObject({ planCode: 'hosting', status: 'suspended', suspendedBy: 'eve' });
	await markActive(office, serviceId, { by: 'eve' });

	const other = await begun(serviceId, 'change_package', { planCode: 'large' });
	await step(other, packageChange(panel), { ...wanted, packageName: 'starter' });
	expect(await serviceOf(serviceId)).toMatchObject({ planCode: 'hosting' });
});

describe('starting', () => {
	const start = async (serviceId: string, kind: LifecycleOrder['kind'], more: More = {}) =>
		await startLifecycleTask(office, { serviceId, kind, by: 'system', reason: 'overdue', ...more });

	test('a repeat gives the task that is there, also at once and when it is done', async () => {
		const serviceId = await active('repeat.example');
		const started = await Promise.all(Array.from({ length: 8 }, async () => await start(serviceId, 'suspend')));
		expect(new Set(started.map(({ taskId }) => taskId)).size).toBe(1);
		expect(started.filter(({ created }) => created)).toHaveLength(1);
		const taskId = started[0]?.taskId ?? '';
		await claimTask(office, taskId);
		await step(taskId, accountSuspension(panel), { account: 'repeat.example', reason: 'overdue' });
		await completeTask(office, taskId);
		expect(await start(serviceId, 'suspend')).toMatchObject({ taskId, created: false, status: 'completed' });
	});

	test('a reference makes a repeat the same change, whatever came between', async () => {
		const serviceId = await active('reference.example');
		const first = await begun(serviceId, 'suspend', { reference: 'dunning-7' });
		await step(first, accountSuspension(panel), { account: 'reference.example', reason: 'overdue' });
		await completeTask(office, first);
		const second = await begun(serviceId, 'unsuspend');
		await step(second, accountReactivation(panel), { account: 'reference.example' });
		await completeTask(office, second);
		expect(await start(serviceId, 'suspend', { reference: 'dunning-7' })).toMatchObject({ taskId: first });
		expect(await start(serviceId, 'suspend', { reference: 'dunning-8' })).toMatchObject({ created: true });
	});

	test('what comes later waits for its turn, and is due when that has come', async () => {
		const serviceId = await active('queue.example');
		const first = await start(serviceId, 'suspend');
		const second = await start(serviceId, 'unsuspend');
		const due = async () => {
			await letTimePass(office);
			const taken = await office.store.asStaff(
				async (transaction) => await takeDueTasks(transaction, 500, taskKindNames),
			);
			return taken.filter((task) => task.subjectId === serviceId).map(({ taskId }) => taskId);
		};
		expect(await claimTask(office, second.taskId)).toBeUndefined();
		expect(await due()).toEqual([first.taskId]);
		await claimTask(office, first.taskId);
		expect(await claimTask(office, second.taskId)).toBeUndefined();
		await step(first.taskId, accountSuspension(panel), { account: 'queue.example', reason: 'overdue' });
		await completeTask(office, first.taskId);
		expect(await due()).toEqual([second.taskId]);
		expect(await claimTask(office, second.taskId)).toMatchObject({ kind: 'unsuspend' });
	});

	test.each(['completed', 'failed', 'cancelled'] as const)(
		'the next one is due at once when the one before it is %s, without its own minute',
		async (end) => {
			const domain = `next-after-${end}.example`;
			const serviceId = await active(domain);
			const { taskId } = await start(serviceId, 'suspend');
			await claimTask(office, taskId);
			await step(taskId, accountSuspension(panel), { account: domain, reason: 'overdue' });
			const [next, later] = [await start(serviceId, 'unsuspend'), await start(serviceId, 'terminate')];
			expect(await claimTask(office, next.taskId)).toBeUndefined();
			const due = async () => {
				const taken = await office.store.asStaff(
					async (transaction) => await takeDueTasks(transaction, 500, taskKindNames),
				);
				return taken.filter((task) => task.subjectId === serviceId).map((task) => task.taskId);
			};
			expect(await due()).toEqual([]);

			if (end === 'completed') await completeTask(office, taskId);
			if (end === 'failed') await rolledBack(taskId);
			if (end === 'cancelled') {
				await cancelTask(office, taskId);
				await failTask(office, taskId, 'roll_back');
				await undoStep(office, { taskId, stepName: 'change' }, undoNamed(panel));
				expect(await finishRollback(office, taskId)).toMatchObject({ status: end, leftovers: [] });
			}
			expect(await due()).toEqual([next.taskId]);
			expect(await claimTask(office, later.taskId)).toBeUndefined();
		},
	);

	test('the workflow that sets services up gets none of these tasks', async () => {
		const { taskId } = await start(await active('kinds.example'), 'terminate');
		await letTimePass(office);
		const due = await office.store.asStaff(async (transaction) => await takeDueTasks(transaction, 500, ['provision']));
		expect(due.map((task) => task.taskId)).not.toContain(taskId);
		expect(new Set(due.map(({ kind }) => kind)).size).toBeLessThan(2);
	});

	test.each([
		['suspend', 'pending_payment', {}, 'serviceId', 'Only a service that is active can be suspended.'],
		['unsuspend', 'active', {}, 'serviceId', 'Only a service that is suspended can be unsuspended.'],
		['terminate', 'terminated', {}, 'serviceId', 'Only a service that is active or suspended can'],
		['suspend', 'active', { reason: undefined }, 'reason', 'such as overdue'],
		['change_package', 'active', { planCode: 'none' }, 'planCode', 'Plan: List'],
		['change_package', 'active', { planCode: 'hosting' }, 'planCode', 'Name another plan.'],
		['change_package', 'active', {}, 'planCode', 'Name the plan'],
	] as const)('%s of a service that is %s with %j is refused', async (kind, status, more, field, remedy) => {
		const domain = `refused-${kind.replace('_', '-')}-${status.replace('_', '-')}-${field}-${JSON.stringify(more).length}.example`;
		const serviceId = await seedService(office, plan, domain.toLowerCase(), status);
		await expect(start(serviceId, kind, more)).rejects.toMatchObject({
			field,
			remedy: expect.stringContaining(remedy) as unknown,
		});
	});
});

test('a step needs a claimed task, and completing one the change that it is for', async () => {
	const serviceId = await active('order.example');
	const { taskId } = await startLifecycleTask(office, { serviceId, kind: 'terminate', by: 'ada' });
	await expect(step(taskId, accountTermination(panel), { account: 'order.example' })).rejects.toMatchObject({
		errorClass: 'invalid',
		remedy: expect.stringContaining('Claim') as unknown,
	});
	await claimTask(office, taskId);
	await expect(completeTask(office, taskId)).rejects.toMatchObject({
		field: 'taskId',
		remedy: expect.stringContaining('Account: Terminate') as unknown,
	});
	expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
});

test('a change that is called off leaves the service as it is', async () => {
	const serviceId = await active('called-off.example');
	const { taskId } = await startLifecycleTask(office, { serviceId, kind: 'terminate', by: 'ada' });
	expect(await cancelTask(office, taskId)).toMatchObject({ status: 'cancelled' });
	expect(await serviceOf(serviceId)).toMatchObject({ status: 'active', username: expect.any(String) as unknown });
	await retryTask(office, taskId);
	expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
});

test('a service whose roll-back left its account on the server is set up anew in its place', async () => {
	const domain = 'left.example';
	const serviceId = await seedService(office, plan, domain);
	const { taskId } = await startProvisioning(office, serviceId);
	await claimTask(office, taskId);
	await placeService(office, taskId);
	const wanted = { domain, packageName: 'starter', contactEmail: `owner@${domain}` };
	await step(taskId, accountCreation(panel), wanted);
	await failed(taskId);
	expect(await finishRollback(office, taskId)).toMatchObject({ leftovers: ['change'] });
	await retryTask(office, taskId);
	await claimTask(office, taskId);
	expect(await placeService(office, taskId)).toMatchObject({ placed: true });
	await step(taskId, accountCreation(panel), wanted);
	await completeTask(office, taskId);
	expect(await serviceOf(serviceId)).toMatchObject({ status: 'active' });
});

test('work of another kind on a service does not change what may be asked of it', async () => {
	const serviceId = await active('backed-up.example');
	await markSuspended(office, serviceId, { reason: 'overdue', by: 'system' });
	const backup: TaskKind = { name: 'backup', subjectType: 'service', input: z.object({ reason: z.string() }) };
	const request = { subjectId: serviceId, taskKey: 'backup:1', input: { reason: 'before the move' } };
	const { customerId } = plan;
	await office.store.asStaff(async (transaction) => await startTask(transaction, backup, { ...request, customerId }));
	const unsuspend = { serviceId, kind: 'unsuspend', by: 'system' } as const;
	expect(await startLifecycleTask(office, unsuspend)).toMatchObject({ created: true, kind: 'unsuspend' });
});
