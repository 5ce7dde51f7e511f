import { applyPayment, createService, resolveOrder } from '../../core/billing';
import { servicesOfDomains } from '../../core/drift/billedServices';
import { startManually } from '../../core/provisioning';
import { listServices } from '../../core/services';
import type { TaskOffice } from '../../core/tasks';
import { event, receive, seedShop } from '../support/billingScene';
import { backOfficeOn } from '../support/provisioningScene';
import { textOf } from '../support/repository';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	await seedShop(office, 'acme');
});
afterAll(async () => await database.drop());

const codes = { customerCode: 'acme', planCode: 'acme' };
const manually = async (domain: string, reference: string) =>
	await startManually(office, { ...codes, domain, reference, reason: 'a test' });
const paid = async (domain: string, order: string) =>
	await receive(
		office,
		event('payment_succeeded', 1, {
			paymentReference: `pi_${order}`,
			references: { order, customer: 'acme', plan: 'acme', domain },
		}),
	);
const services = async (search: string) =>
	await office.store.asStaff(async (transaction) => await listServices(transaction, { search, limit: null }));

test.each([
	['café-lyon.example', 'xn--caf-lyon-d1a.example'],
	['https://shop.example/', 'shop.example'],
	['SHOP2.example.', 'shop2.example'],
	['www.shop3.example', 'shop3.example'],
])('a checkout with %s opens and pays the order of %s', async (typed, domain) => {
	const event = await paid(typed, `paid-${domain}`);
	expect(await resolveOrder(office, event)).toMatchObject({ outcome: 'resolved', created: true, domain });
	expect(await applyPayment(office, event)).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
	expect(await services(typed)).toMatchObject([{ domain }]);
});

test.each(['192.0.2.1', 'localhost', '💩.example', 'https://user:secret@shop.example/'])(
	'a checkout with %s is an unknown order, with the remedy',
	async (typed) => {
		const event = await paid(typed, `odd-${typed}`);
		expect(await resolveOrder(office, event)).toMatchObject({
			outcome: 'unknown_order',
			detail: expect.stringContaining('Give one such as example.com') as unknown,
		});
	},
);

test('the other spelling of a domain that is served is the same service', async () => {
	const { taskId } = await manually('twin.example', 'twin');
	expect((await manually('https://WWW.Twin.example./', 'twin')).taskId).toBe(taskId);
	await expect(manually('www.twin.example', 'another')).rejects.toMatchObject({
		field: 'domain',
		complaint: 'is twin.example, which the order manual:twin serves',
	});

	const order = { ...codes, orderReference: 'late-twin', dueInDays: 0 };
	const created = await createService(office, { ...order, domain: 'WWW.twin.example' });
	expect(created).toMatchObject({ domain: 'twin.example', created: true });
	const repeat = await createService(office, { ...order, domain: 'twin.example.' });
	expect(repeat).toMatchObject({ serviceId: created.serviceId, created: false });
	// Only one of them is set up.
	const late = await applyPayment(office, await paid('twin.example', 'late-twin'));
	expect(late).toMatchObject({ needsAttention: true, provisioningNeeded: false });
});

test('a person is told of a domain as it is typed', async () => {
	await manually('Bücher.example', 'books');
	await expect(manually('xn--bcher-kva.example', 'more-books')).rejects.toMatchObject({
		complaint: 'is bücher.example, which the order manual:books serves',
	});
	expect(await services('bücher')).toHaveLength(1);
});

test('the database takes a domain in no other form', async () => {
	for (const domain of ['Shop.example', 'café.example', 'https://x.example', 'x.example/']) {
		await expect(database.owner.query(`update msp.service set domain = $1`, [domain])).rejects.toThrow(
			/check constraint/,
		);
	}
});

describe('the migration of the domains that are there', () => {
	const sql = textOf('database/0014_normal_domains.sql');
	const live = 'active';
	/** [order, domain, status]: as the versions before wrote them. */
	async function migrated(rows: ReadonlyArray<readonly [order: string, domain: string, status: string]>) {
		const { rows: ids } = await database.owner.query<{ customer: string; plan: string }>(
			`select (select id from msp.customer limit 1) as customer, (select id from msp.plan limit 1) as plan`,
		);
		for (const [at, [order, domain, status]] of rows.entries()) {
			await database.owner.query(
				`insert into msp.service (customer_id, plan_id, order_reference, domain, status, created_at)
				values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
				[ids[0]?.customer, ids[0]?.plan, order, domain, status, at],
			);
		}
		await database.owner.query(`alter table msp.service drop constraint service_domain_in_ascii`);
		// In one message it is one transaction. The owner is bound by row-level security.
		await database.owner.query(`begin; set local role msp_owner; ${sql}; commit`);
		const { rows: after } = await database.owner.query<{ order: string; domain: string }>(
			`select order_reference as order, domain from msp.service where order_reference = any($1)`,
			[rows.map(([order]) => order)],
		);
		return Object.fromEntries(after.map(({ order, domain }) => [order, domain]));
	}

	test('brings www. into the normal form, unless the site is served twice', async () => {
		expect(
			await migrated([
				['m-plain', 'plain-m.example', live],
				['m-www', 'www.lone-m.example', live],
				['m-twice', 'www.www.deep-m.example', 'pending_payment'],
				['m-own', 'www.example', live],
				['m-twin-1', 'twin-m.example', live],
				['m-twin-2', 'www.twin-m.example', 'pending_setup'],
				['m-old-twin', 'www.twin-m.example', 'terminated'],
				['m-both-1', 'www.both-m.example', live],
				['m-both-2', 'www.www.both-m.example', 'provisioning'],
				['m-gone', 'gone-m.example', 'terminated'],
				['m-back', 'www.gone-m.example', live],
			]),
		).toEqual({
			'm-plain': 'plain-m.example',
			'm-www': 'lone-m.example',
			'm-twice': 'deep-m.example',
			'm-own': 'www.example',
			'm-twin-1': 'twin-m.example',
			'm-twin-2': 'www.twin-m.example',
			'm-old-twin': 'twin-m.example',
			'm-both-1': 'both-m.example',
			'm-both-2': 'www.www.both-m.example',
			'm-gone': 'gone-m.example',
			'm-back': 'gone-m.example',
		});
	});

	test('a twin that was left is found, and nobody gets its site a third time', async () => {
		await database.owner.query(`update msp.service set status = 'terminated' where order_reference = 'm-twin-1'`);
		await expect(manually('twin-m.example', 'third')).rejects.toMatchObject({
			complaint: expect.stringContaining('m-twin-2') as unknown,
		});
		const found = await office.store.asStaff(
			async (transaction) => await servicesOfDomains(transaction, ['WWW.twin-m.example']),
		);
		expect(found).toHaveLength(3);
	});
});
