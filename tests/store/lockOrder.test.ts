import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { applyPayment } from '../../core/billing';
import { noLocksHeld } from '../../core/db/lockOrder';
import { startProvisioning } from '../../core/provisioning';
import { lockService } from '../../core/services';
import { cancelTask, retryTask, type TaskOffice } from '../../core/tasks';
import { lockTask } from '../../core/tasks/tasks';
import { event, receive, seedOrder, seedShop } from '../support/billingScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

test('a lock that comes before one that is held is refused, and one that is held may be taken again', () => {
	const locks = noLocksHeld();
	locks.take('task', 'b');
	locks.take('service', 'a');
	locks.take('task', 'b');
	expect(() => locks.take('task', 'c')).toThrow('locks task c after task b, service a');
	locks.take('invoice', 'b');
	expect(() => locks.take('invoice', 'a')).toThrow('locks invoice a');
	locks.take('domain', 'a');
});

test('the store holds every transaction to the order', async () => {
	const { service } = await seedOrder(office, await seedShop(office, 'order'), 'order');
	const { taskId } = await paidTask(service.serviceId, service.orderReference);
	await expect(
		office.store.asStaff(async (transaction) => {
			await lockService(transaction, service.serviceId);
			await lockTask(transaction, taskId);
		}),
	).rejects.toThrow('see core/db/lockOrder.ts');
});

/** A service that is paid for, with its task. */
async function paidTask(serviceId: string, orderReference: string) {
	const paid = event('payment_succeeded', 0, {
		paymentReference: `first ${orderReference}`,
		references: { order: orderReference },
	});
	await applyPayment(office, await receive(office, paid));
	return await startProvisioning(office, serviceId);
}

const waiting = z.object({ count: z.number() });

/** Waits until so many transactions of the pack wait for a lock. */
async function areWaiting(count: number): Promise<void> {
	for (;;) {
		const { rows } = await database.owner.query(
			`select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
		);
		if (waiting.parse(rows[0]).count >= count) return;
		await wait(20);
	}
}

async function deadlocks(): Promise<number> {
	await database.owner.query('select pg_stat_force_next_flush()').catch(() => undefined);
	const { rows } = await database.owner.query(
		`select deadlocks::int as count from pg_stat_database where datname = current_database()`,
	);
	return waiting.parse(rows[0]).count;
}

/**
 * Under the old order this is a circle: the payment takes the task and waits for the service, the retry holds the service
 * and waits for the task. PostgreSQL ends such a circle after a second by taking one of them back.
 */
test.each(['retry', 'start'] as const)(
	'a payment and a %s of the same service at once wait in one line',
	async (other) => {
		const { service } = await seedOrder(office, await seedShop(office, other), other);
		const { taskId } = await paidTask(service.serviceId, service.orderReference);
		if (other === 'retry') await cancelTask(office, taskId);
		const again = event('payment_succeeded', 1, {
			paymentReference: `second ${other}`,
			references: { order: service.orderReference },
		});
		const paymentEventId = await receive(office, again);
		const before = await deadlocks();

		const blocker = await database.pool().connect();
		await blocker.query(`begin; set local msp.scope = 'staff'`);
		await blocker.query('select from msp.task where id = $1 for update', [taskId]);
		const applied = applyPayment(office, paymentEventId);
		await areWaiting(1);
		const beside = other === 'retry' ? retryTask(office, taskId) : startProvisioning(office, service.serviceId);
		await areWaiting(2);
		await blocker.query('commit');
		blocker.release();

		const ended = await Promise.allSettled([applied, beside]);
		expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
		expect(await deadlocks()).toBe(before);
	},
);
