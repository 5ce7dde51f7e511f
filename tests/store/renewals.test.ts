import { addCredit, creditOf } from '../../core/credits';
import { getInvoice } from '../../core/invoices';
import { issueRenewal, prepareAgain, prepareRenewals, renewalKinds } from '../../core/renewals';
import { cancelTask, claimTask, completeTask, taskKindsOf, type TaskOffice } from '../../core/tasks';
import { backOfficeOn } from '../support/provisioningScene';
import {
	linesOf,
	nightOf,
	on,
	seedCustomer,
	seedPlan,
	seedService,
	setPolicy,
	type SeededCustomer,
	type SeededPlan,
} from '../support/renewalScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let plan: SeededPlan;
let customer: SeededCustomer;

beforeAll(async () => {
	database = await createTestDatabase();
	office = { ...backOfficeOn(database.store), kinds: taskKindsOf(...renewalKinds) };
	plan = await seedPlan(office.store);
	await setPolicy(office.store, { renewals: 'live' });
});
beforeEach(async () => {
	customer = await seedCustomer(office.store);
});
afterAll(async () => await database.drop());

const service = async (since: string, more: object = {}) =>
	await seedService(office.store, { ...customer, ...plan, since, ...more });
const night = async (day: string, more: object = {}) =>
	await nightOf(office.store, day, { customerCode: customer.customerCode, ...more });
const nextOf = async (serviceId: string) => {
	const { rows } = await database.owner.query<{ next: number }>(
		'select next_period as next from msp.service_terms where service_id = $1',
		[serviceId],
	);
	return rows[0]?.next;
};

test('a service is invoiced a week ahead, once, and its terms go on where its first invoice ended', async () => {
	const serviceId = await service('2026-01-31');
	expect((await night('2026-02-20')).prepared).toEqual([]);
	const { prepared } = await night('2026-02-21');
	expect(prepared).toMatchObject([
		{
			...{ wouldInvoice: false, customerCode: customer.customerCode, currency: 'EUR', totalMinor: 1_000 },
			...{ dueOn: '2026-02-28', status: 'draft', destination: 'store', charge: 'never' },
			lines: [
				{
					...{ kind: 'renewal', serviceId, periodNumber: 2, periodFrom: '2026-02-28', periodTo: '2026-03-31' },
					...{ unitPrice: '10.00', productKey: plan.planCode, quantity: 1 },
					description: expect.stringContaining('(28 February 2026 – 30 March 2026)'),
				},
			],
		},
	]);
	expect(prepared[0]?.mark).toBe(`msp-${prepared[0]?.invoiceId ?? ''}`);
	expect(await night('2026-02-21')).toEqual({ prepared: [], would: [], held: [] });
	expect((await night('2026-03-24')).prepared).toMatchObject([{ dueOn: '2026-03-31' }]);
	expect((await linesOf(office.store, serviceId)).map(({ periodFrom }) => periodFrom)).toEqual([
		...['2026-02-28', '2026-03-31'],
	]);
});

test('a dry run tells what it would invoice, and makes nothing', async () => {
	const serviceId = await service('2026-01-15');
	await setPolicy(office.store, {});
	const run = await night('2026-02-10');
	await setPolicy(office.store, { renewals: 'live' });
	expect(run).toMatchObject({
		prepared: [],
		would: [{ wouldInvoice: true, dueOn: '2026-02-15', totalMinor: 1_000, lines: [{ serviceId, periodNumber: 2 }] }],
	});
	expect(await nextOf(serviceId)).toBeUndefined();
	const { prepared } = await night('2026-02-10');
	expect(prepared.map(({ dueOn, totalMinor }) => ({ dueOn, totalMinor }))).toEqual(
		run.would.map(({ dueOn, totalMinor }) => ({ dueOn, totalMinor })),
	);
});

test('two runs at the same moment invoice each period once', async () => {
	const services = [await service('2026-01-05'), await service('2026-01-05'), await service('2026-01-07')];
	const runs = await Promise.all([1, 2, 3, 4].map(async () => await night('2026-02-01')));
	const prepared = runs.flatMap((run) => run.prepared);
	expect(runs.flatMap(({ held }) => held)).toEqual([]);
	expect(prepared.map(({ dueOn, totalMinor }) => [dueOn, totalMinor]).sort()).toEqual([
		['2026-02-05', 2_000],
		['2026-02-07', 1_000],
	]);
	for (const serviceId of services) expect(await linesOf(office.store, serviceId)).toHaveLength(1);
});

// Reported of Akaunting (2251): all invoices of a year at once, with a mail for each.
test('whole periods that were missed wait for a person, who has them invoiced once or skipped', async () => {
	const serviceId = await service('2026-01-10');
	const { prepared, held } = await night('2026-04-15');
	expect(prepared).toEqual([]);
	expect(held).toMatchObject([{ serviceId, reason: 'missed_periods', missed: [{ number: 2 }, { number: 3 }] }]);
	await expect(prepareRenewals(office, { missedPeriods: 'invoice' }, on('2026-04-15'))).rejects.toMatchObject({
		field: 'missedPeriods',
	});
	const all = await night('2026-04-15', { missedPeriods: 'invoice', serviceId });
	expect(all.prepared).toMatchObject([{ dueOn: '2026-04-15', totalMinor: 3_000, lines: [{}, {}, {}] }]);
	expect(await night('2026-04-15', { missedPeriods: 'invoice', serviceId })).toMatchObject({ prepared: [] });

	const other = await service('2026-01-10');
	const skipped = await night('2026-04-15', { missedPeriods: 'skip', serviceId: other });
	expect(skipped.prepared).toMatchObject([{ totalMinor: 1_000, lines: [{ periodFrom: '2026-04-10' }] }]);
	expect(await night('2026-04-16')).toMatchObject({ prepared: [], held: [] });
});

// Reported of Invoice Ninja (2817): a run that came late moved the day of the month for good.
test('missed nights within a period are made up for by themselves, and the renewal day stays', async () => {
	const serviceId = await service('2026-01-10');
	expect((await night('2026-02-26')).prepared).toMatchObject([{ dueOn: '2026-02-26' }]);
	expect((await night('2026-03-04')).prepared).toMatchObject([{ dueOn: '2026-03-10' }]);
	expect(await linesOf(office.store, serviceId)).toMatchObject([
		{ periodFrom: '2026-02-10' },
		{ periodFrom: '2026-03-10' },
	]);
});

test('a suspended service waits, a terminated one is not renewed, a free one costs nothing', async () => {
	const suspended = await service('2026-01-10');
	await night('2026-01-20');
	await database.owner.query(
		`update msp.service set status = 'suspended', suspension_reason = 'overdue', suspended_by = 'system',
			suspended_at = now() where id = $1`,
		[suspended],
	);
	const terminated = await service('2026-01-10');
	await database.owner.query(`update msp.service set status = 'terminated' where id = $1`, [terminated]);
	const free = await service('2026-01-10', await seedPlan(office.store, { price_minor: 0 }));
	expect(await night('2026-01-25')).toMatchObject({ prepared: [], held: [] });
	expect(await night('2026-02-08')).toMatchObject({
		prepared: [],
		held: [{ serviceId: suspended, reason: 'suspended' }],
	});
	await database.owner.query(
		`update msp.service set status = 'active', suspension_reason = null, suspended_by = null, suspended_at = null
		where id = $1`,
		[suspended],
	);
	expect((await night('2026-02-20')).prepared).toMatchObject([{ lines: [{ serviceId: suspended }] }]);
	for (const serviceId of [terminated, free]) expect(await linesOf(office.store, serviceId)).toEqual([]);
});

test('what a subscription renews is left to it until a person starts the renewals', async () => {
	const serviceId = await service('2026-01-10');
	await database.owner.query(
		`insert into msp.payment_event (provider, event_id, kind, names, occurred_at, raw, customer_id, invoice_id, event_references)
		select 'stripe', id::text, 'payment_succeeded', array[id::text], now(), '{}', customer_id, id,
			'{"providerSubscription": "sub_1"}' from msp.invoice where service_id = $1`,
		[serviceId],
	);
	const { prepared, held } = await night('2026-02-08');
	expect(prepared).toEqual([]);
	expect(held).toMatchObject([{ serviceId, reason: 'renewed_elsewhere' }]);
});

test('a period that a subscription has invoiced is not invoiced once more', async () => {
	const serviceId = await service('2026-01-10');
	await night('2026-01-15');
	await database.owner.query(
		`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on, period_number,
			period_from, period_to)
		values ($1, $2, 'SUB-1', 'EUR', 1000, 1000, '2026-02-10', 2, '2026-02-10', '2026-03-10')`,
		[customer.customerId, serviceId],
	);
	expect((await night('2026-02-09')).prepared).toEqual([]);
	expect((await night('2026-03-05')).prepared).toMatchObject([{ lines: [{ periodNumber: 3 }] }]);
});

test('two currencies and several services: an invoice for each currency and day, or for each service', async () => {
	const yen = await seedPlan(office.store, { currency: 'JPY', price_minor: 1_200 });
	const dinar = await seedPlan(office.store, { currency: 'BHD', price_minor: 4_500 });
	for (const one of [plan, plan, yen, dinar]) await service('2026-01-10', one);
	const { prepared } = await night('2026-02-08');
	expect(prepared.map(({ currency, totalMinor, lines }) => [currency, totalMinor, lines[0]?.unitPrice])).toEqual([
		['BHD', 4_500, '4.500'],
		['EUR', 2_000, '10.00'],
		['JPY', 1_200, '1200'],
	]);
	await setPolicy(office.store, { renewals: 'live', grouping: 'service' });
	const apart = await night('2026-03-08');
	await setPolicy(office.store, { renewals: 'live' });
	expect(apart.prepared).toHaveLength(4);
});

describe('an invoice of the store', () => {
	const prepare = async () => {
		await service('2026-01-10');
		const [prepared] = (await night('2026-02-08')).prepared;
		if (!prepared) throw new Error('nothing was prepared');
		return prepared;
	};

	test('gets its number when it is issued, without gaps, and its task completes then', async () => {
		const prepared = await prepare();
		const claimed = await claimTask(office, prepared.taskId);
		expect(claimed).toMatchObject({ invoiceId: prepared.invoiceId, customerEmail: expect.any(String), lines: [{}] });
		await expect(completeTask(office, prepared.taskId)).rejects.toThrow('is a draft still');
		const issued = await issueRenewal(office, prepared.invoiceId, on('2026-02-08'));
		expect(issued).toMatchObject({ status: 'open', issued: true, creditUsedMinor: 0, balanceMinor: 1_000 });
		expect(issued.invoiceNumber).toMatch(/^MSP-\d{5}$/);
		const again = await issueRenewal(office, prepared.invoiceId, on('2026-02-09'));
		expect(again).toEqual({ ...issued, issued: false });
		await completeTask(office, prepared.taskId);
		const next = await issueRenewal(office, (await prepare()).invoiceId, on('2026-02-08'));
		expect(Number(next.invoiceNumber.slice(4))).toBe(Number(issued.invoiceNumber.slice(4)) + 1);
	});

	test('is paid by credit first, by as much as there is', async () => {
		const { customerId } = customer;
		await office.store.asStaff(async (transaction) => {
			const credit = { customerId, currency: 'EUR', reason: 'An apology', amountMinor: 1_500 };
			await addCredit(transaction, { ...credit, reference: 'one' });
			await addCredit(transaction, { ...credit, reference: 'one' });
			await addCredit(transaction, { ...credit, currency: 'USD', reference: 'two' });
		});
		const first = await issueRenewal(office, (await prepare()).invoiceId, on('2026-02-08'));
		expect(first).toMatchObject({ status: 'paid', balanceMinor: 0, creditUsedMinor: 1_000 });
		const second = await issueRenewal(office, (await prepare()).invoiceId, on('2026-02-08'));
		expect(second).toMatchObject({ status: 'partial', balanceMinor: 500, creditUsedMinor: 500 });
		const left = async (currency: string) =>
			await office.store.asStaff(async (transaction) => await creditOf(transaction, { customerId, currency }));
		expect([await left('EUR'), await left('USD')]).toEqual([0, 1_500]);
	});

	test('several that are issued at once use a credit once', async () => {
		const { customerId } = customer;
		await office.store.asStaff(async (transaction) => {
			await addCredit(transaction, { customerId, currency: 'EUR', reason: 'x', amountMinor: 1_200, reference: 'x' });
		});
		const ids = [(await prepare()).invoiceId, (await prepare()).invoiceId, (await prepare()).invoiceId];
		const issued = await Promise.all(ids.map(async (id) => await issueRenewal(office, id, on('2026-02-08'))));
		expect(issued.reduce((sum, { creditUsedMinor }) => sum + creditUsedMinor, 0)).toBe(1_200);
		expect(new Set(issued.map(({ invoiceNumber }) => invoiceNumber)).size).toBe(3);
	});

	test('that is voided is prepared again only when a person says so, and once', async () => {
		const prepared = await prepare();
		await expect(prepareAgain(office, prepared.invoiceId, on('2026-02-09'))).rejects.toThrow('is draft');
		await cancelTask(office, prepared.taskId);
		const voided = await office.store.asStaff(async (transaction) => await getInvoice(transaction, prepared.invoiceId));
		expect(voided.status).toBe('void');
		expect((await night('2026-02-09')).prepared).toEqual([]);
		await expect(issueRenewal(office, prepared.invoiceId)).rejects.toThrow('voided');
		const again = await Promise.allSettled(
			[1, 2].map(async () => await prepareAgain(office, prepared.invoiceId, on('2026-02-12'))),
		);
		expect(again.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const [line] = await linesOf(office.store, prepared.lines[0]?.serviceId ?? '');
		expect(line).toMatchObject({ periodFrom: '2026-02-10', totalMinor: 1_000 });
		await expect(prepareAgain(office, prepared.invoiceId, on('2026-02-12'))).rejects.toThrow('again already');
	});
});
