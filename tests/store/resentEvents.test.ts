import { claimUnprocessedEvents } from '../../core/payments';
import { startProvisioning } from '../../core/provisioning';
import { insertPlan } from '../../core/catalog/plans';
import type { TaskOffice } from '../../core/tasks';
import { event, grow } from '../support/billingScene';
import { checkout, count, deliver, handle, seedCustomer, seedStarter, servicesOn } from '../support/firstCustomerScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	await seedStarter(office);
});
afterAll(async () => await database.drop());

/** An event that was delivered, handled, and left without an order. */
async function leftEvent(heard: ReturnType<typeof checkout>, outcome = 'unknown_customer'): Promise<string> {
	const id = (await deliver(office, heard)) ?? '';
	await grow(database, id);
	expect(await handle(office, id)).toMatchObject({ outcome, needsAttention: true, provisioningNeeded: false });
	return id;
}

/** The events that the reconciler takes up now. */
async function takenUp(): Promise<string[]> {
	const claimed = await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 100));
	return claimed.map(({ paymentEventId }) => paymentEventId);
}

/** Nobody waits in a test for half a minute. */
const later = async (id: string) =>
	await database.owner.query(
		`update msp.payment_event set processed_at = processed_at - interval '1 hour' where id = $1`,
		[id],
	);

const paidAndToBeSetUp = { outcome: 'paid', provisioningNeeded: true, needsAttention: false };

describe('an event that its provider sends again', () => {
	test('was left without an order, and its customer is there now: it is handled as if it had just come', async () => {
		const heard = checkout('later@buyer.example', { references: { customer: 'later' } });
		const id = await leftEvent(heard);
		expect(await deliver(office, heard)).toBe(id);
		expect(await handle(office, id)).toMatchObject({ outcome: 'unknown_customer' });
		await seedCustomer(office, { customerCode: 'later' });
		expect(await deliver(office, heard)).toBe(id);
		expect(await handle(office, id)).toMatchObject({ ...paidAndToBeSetUp, customerCode: 'later' });
		const outcome = `select count(*) from msp.payment_event where id = $1 and outcome = 'paid' and processed_at is not null`;
		expect(await count(office, outcome, [id])).toBe(1);
	});

	test('found its order: it starts nothing, however often it comes', async () => {
		await seedCustomer(office, { customerCode: 'done' });
		const heard = checkout('done@buyer.example', { references: { customer: 'done' } });
		await handle(office, (await deliver(office, heard)) ?? '');
		expect(await deliver(office, heard)).toBeUndefined();
		expect(await servicesOn(office, heard.references.domain ?? '')).toBe(1);
	});

	test('is in hand still: it is left to whoever has it', async () => {
		const heard = checkout('inhand@buyer.example');
		await deliver(office, heard);
		expect(await deliver(office, heard)).toBeUndefined();
	});

	// woocommerce-gateway-stripe #3326: two endpoints at one address deliver every event twice.
	test('comes twice at once: one delivery gets it', async () => {
		const heard = checkout('twice@buyer.example', { references: { customer: 'twice' } });
		const id = await leftEvent(heard);
		await seedCustomer(office, { customerCode: 'twice' });
		const got = await Promise.all([1, 2, 3, 4].map(async () => await deliver(office, heard)));
		expect(got.filter((one) => one !== undefined)).toEqual([id]);
	});

	test('is of a plan that nobody sold at first', async () => {
		await seedCustomer(office, { customerCode: 'planless' });
		const heard = checkout('', { references: { customer: 'planless', plan: 'platinum' } });
		const id = await leftEvent(heard, 'unknown_plan');
		const plan = { planCode: 'platinum', name: 'Platinum', priceMinor: 2000, currency: 'EUR', packageName: 'platinum' };
		await office.store.asStaff(async (transaction) => await insertPlan(transaction, plan));
		expect(await deliver(office, heard)).toBe(id);
		expect(await handle(office, id)).toMatchObject(paidAndToBeSetUp);
	});

	test('is of a refused payment, or of one on its way: nothing is left to do', async () => {
		for (const kind of ['payment_failed', 'payment_pending'] as const) {
			const heard = event(kind, 1, { paymentReference: `pi_${kind}` });
			await handle(office, (await deliver(office, heard)) ?? '');
			expect(await deliver(office, heard)).toBeUndefined();
		}
	});

	test('is of an order whose set-up failed: it is tried again, once for each time that it is sent', async () => {
		await seedCustomer(office, { customerCode: 'failing' });
		const heard = checkout('', { references: { customer: 'failing' } });
		const id = (await deliver(office, heard)) ?? '';
		const { serviceId } = await handle(office, id);
		const task = await startProvisioning(office, serviceId ?? '');
		const fail = async () => {
			await database.owner.query(`update msp.service set status = 'provisioning_failed' where id = $1`, [serviceId]);
			await database.owner.query(`update msp.task set status = 'failed' where id = $1`, [task.taskId]);
		};
		await fail();
		expect(await handle(office, id)).toMatchObject({ provisioningNeeded: false });
		expect(await deliver(office, heard)).toBe(id);
		expect(await handle(office, id)).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
		expect(await startProvisioning(office, serviceId ?? '')).toMatchObject({ taskId: task.taskId, created: true });
		expect(await deliver(office, heard)).toBeUndefined();
	});
});

describe('the reconciler', () => {
	// BBMembershipSystem #8: money of an unknown address was logged, and nothing happened when the address was entered.
	test('takes up what names a customer who came since, by code or by the ID at the provider', async () => {
		const byCode = await leftEvent(checkout('', { references: { customer: 'came-since' } }));
		const byId = await leftEvent(checkout('', { references: { providerCustomer: 'cus_since' } }));
		const other = await leftEvent(checkout('', { references: { customer: 'still-nobody' } }));
		for (const id of [byCode, byId, other]) await later(id);
		expect(await takenUp()).toEqual([]);
		await seedCustomer(office, { customerCode: 'came-since', stripeCustomerId: 'cus_since' });
		expect((await takenUp()).sort()).toEqual([byCode, byId].sort());
		expect(await handle(office, byCode)).toMatchObject(paidAndToBeSetUp);
		expect(await handle(office, byId)).toMatchObject(paidAndToBeSetUp);
	});

	test('takes up what names a plan that is sold now, and an order that was made since', async () => {
		await seedCustomer(office, { customerCode: 'waits' });
		const ofPlan = await leftEvent(checkout('', { references: { customer: 'waits', plan: 'silver' } }), 'unknown_plan');
		await later(ofPlan);
		const plan = { planCode: 'silver', name: 'Silver', priceMinor: 2000, currency: 'EUR', packageName: 'silver' };
		await office.store.asStaff(async (transaction) => await insertPlan(transaction, plan));
		expect(await takenUp()).toEqual([ofPlan]);
	});

	// lago-api #846: what is of somebody else's customers came again and again.
	test('gives up what it cannot place, and does not come back to it', async () => {
		const id = await leftEvent(checkout('', { references: { customer: 'loops', plan: 'nowhere' } }));
		await later(id);
		await seedCustomer(office, { customerCode: 'loops' });
		expect(await takenUp()).toEqual([id]);
		expect(await handle(office, id)).toMatchObject({ outcome: 'unknown_plan' });
		await later(id);
		for (let round = 0; round < 3; round++) expect(await takenUp()).toEqual([]);
	});
});
