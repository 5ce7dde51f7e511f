import { voidByHand } from '../../core/billing';
import { creditOf, listCredits } from '../../core/credits';
import { fixedClock } from '../../core/kernel/clock';
import {
	addCharge,
	addDiscount,
	cancelTerms,
	changeTermsPlan,
	extendTerm,
	followsPlan,
	getTerms,
	issueRenewal,
	listEnded,
	listTerms,
	prepareAgain,
	startTerms,
	stopDiscount,
	takeBackCancellation,
	type PlanOrder,
} from '../../core/renewals';
import type { TaskOffice } from '../../core/tasks';
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
	office = backOfficeOn(database.store);
	plan = await seedPlan(office.store, { price_minor: 3_100 });
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
const staff: TaskOffice['store']['asStaff'] = async (work) => await office.store.asStaff(work);
const credit = async () =>
	await staff(async (transaction) => await creditOf(transaction, { ...customer, currency: 'EUR' }));
const shown = async (day: string) =>
	(await night(day)).prepared.map(({ dueOn, totalMinor, lines }) => [
		dueOn,
		totalMinor,
		lines.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`),
	]);

describe('a new service', () => {
	test('asks for its set-up fee once, with its first period', async () => {
		const fee = await seedPlan(office.store, { set_up_fee_minor: 2_500 });
		await service('2026-03-10', { ...fee, invoiced: false });
		expect(await shown('2026-03-10')).toEqual([['2026-03-10', 3_500, ['renewal 1000', 'set_up 2500']]]);
		expect(await shown('2026-04-05')).toEqual([['2026-04-10', 1_000, ['renewal 1000']]]);
	});

	test('has its fee also where its plan costs nothing, and none where it was invoiced before', async () => {
		const free = await seedPlan(office.store, { set_up_fee_minor: 2_500, price_minor: 0 });
		await service('2026-03-10', { ...free, invoiced: false });
		expect(await shown('2026-03-10')).toEqual([['2026-03-10', 2_500, ['set_up 2500']]]);
		const fee = await seedPlan(office.store, { set_up_fee_minor: 2_500 });
		await service('2026-03-10', fee);
		expect(await shown('2026-04-05')).toEqual([['2026-04-10', 1_000, ['renewal 1000']]]);
	});

	test('is invoiced from the end of its trial on', async () => {
		const trial = await seedPlan(office.store, { trial_days: 14 });
		const serviceId = await service('2026-03-10', { ...trial, invoiced: false });
		expect(await shown('2026-03-16')).toEqual([]);
		expect(await shown('2026-03-17')).toEqual([['2026-03-24', 1_000, ['renewal 1000']]]);
		expect(await staff(async (transaction) => await getTerms(transaction, serviceId))).toMatchObject({
			...{ trialUntil: '2026-03-24', nextPeriod: 2, anchorFirst: '2026-03-24' },
		});
	});

	test('that is cancelled in its trial costs nothing', async () => {
		const trial = await seedPlan(office.store, { trial_days: 14 });
		const serviceId = await service('2026-03-10', { ...trial, invoiced: false });
		await night('2026-03-11');
		const order = { serviceId, reason: 'not needed' };
		const ended = await staff(async (transaction) => await cancelTerms(transaction, order, on('2026-03-12')));
		expect(ended).toMatchObject({ endsOn: '2026-03-24', changed: true });
		expect(await shown('2026-03-24')).toEqual([]);
	});

	test('in the middle of a period gets a short one, and renews on the day of its plan', async () => {
		const first = await seedPlan(office.store, { price_minor: 3_100, align_day: 1 });
		await service('2026-03-11', { ...first, invoiced: false });
		await service('2026-02-11', first);
		const both = ['renewal 2100', 'renewal 2100'];
		expect(await shown('2026-03-11')).toEqual([['2026-03-11', 4_200, both]]);
		expect(await shown('2026-03-25')).toEqual([['2026-04-01', 6_200, ['renewal 3100', 'renewal 3100']]]);
	});
});

test.each([
	['half_year', '2026-08-31', '2027-02-28'],
	['two_years', '2028-02-29', '2030-02-28'],
])('every interval is renewed on its day: %s', async (billing_interval, since, next) => {
	const long = await seedPlan(office.store, { billing_interval });
	const serviceId = await service(since, long);
	const terms = await staff(async (transaction) => await startTerms(transaction, { serviceId }, () => since));
	expect(terms.terms.nextPeriod).toBe(2);
	expect(await shown(next)).toEqual([[next, 1_000, ['renewal 1000']]]);
});

test('a fixed term ends a service by itself, and one that is over by the start does not', async () => {
	const term = await seedPlan(office.store, { term_months: 3 });
	const serviceId = await service('2026-01-10', term);
	for (const day of ['2026-02-08', '2026-03-08', '2026-04-08', '2026-05-08']) await night(day);
	expect((await linesOf(office.store, serviceId)).map(({ periodFrom }) => periodFrom)).toEqual([
		...['2026-02-10', '2026-03-10'],
	]);
	const ended = async (day: string, within = 0) =>
		(await staff(async (transaction) => await listEnded(transaction, { within, limit: null }, on(day)))).filter(
			(one) => one.serviceId === serviceId,
		);
	expect(await ended('2026-04-09')).toEqual([]);
	expect(await ended('2026-04-09', 7)).toHaveLength(1);
	expect(await ended('2026-04-10')).toMatchObject([
		{ endsOn: '2026-04-10', endsBecause: 'term', domain: expect.any(String) },
	]);
	const old = await service('2025-01-10', term);
	await night('2026-04-12');
	expect((await staff(async (transaction) => await getTerms(transaction, old))).endsOn).toBeNull();
});

test('a cancelled service is not renewed beyond its period, and goes on when that is taken back', async () => {
	const serviceId = await service('2026-01-10');
	await night('2026-02-05');
	const order = { serviceId, reason: 'moves away' };
	const cancel = async (more: object, day: string) =>
		await staff(async (transaction) => await cancelTerms(transaction, { ...order, ...more }, on(day)));
	const early = await cancel({}, '2026-02-06');
	expect(early).toMatchObject({ endsOn: '2026-02-10', changed: true });
	expect(early.invoicesBeyond).toHaveLength(1);
	expect(await cancel({}, '2026-02-06')).toMatchObject({ changed: false });
	expect(await cancel({ endsOn: '2026-03-10' }, '2026-02-06')).toMatchObject({ invoicesBeyond: [], changed: true });
	expect(await shown('2026-03-09')).toEqual([]);
	await expect(cancel({ endsOn: '2026-02-05' }, '2026-02-06')).rejects.toMatchObject({ field: 'endsOn' });
	const back = await staff(async (transaction) => await takeBackCancellation(transaction, serviceId));
	expect(back).toMatchObject({ endsOn: null, changed: true });
	expect(await shown('2026-03-09')).toEqual([['2026-03-10', 3_100, ['renewal 3100']]]);
});

test('a service that ends in the middle of a period pays for its days', async () => {
	const serviceId = await service('2026-01-01');
	await night('2026-01-02');
	const order = { serviceId, reason: 'x', endsOn: '2026-02-15' };
	await staff(async (transaction) => await cancelTerms(transaction, order, on('2026-01-05')));
	expect(await shown('2026-01-26')).toEqual([['2026-02-01', 1_550, ['renewal 1550']]]);
});

test('the rest of a period that was cut is asked for when its service goes on, once, and not when it ends again', async () => {
	const serviceId = await service('2026-01-01');
	await night('2026-01-02');
	const cancel = async (endsOn: string) =>
		await staff(
			async (transaction) => await cancelTerms(transaction, { serviceId, reason: 'x', endsOn }, on('2026-01-05')),
		);
	const takeBack = async () => await staff(async (transaction) => await takeBackCancellation(transaction, serviceId));
	await staff(
		async (transaction) =>
			await addDiscount(transaction, { serviceId, code: 'ONE', kind: 'fixed', amount: '1.00', startsOn: '2026-01-01' }),
	);
	await cancel('2026-02-15');
	expect(await shown('2026-01-26')).toEqual([['2026-02-01', 1_450, ['renewal 1550', 'discount -100']]]);
	expect(await takeBack()).toMatchObject({ restMinor: 1_550, endsOn: null, changed: true });
	expect(await takeBack()).toMatchObject({ restMinor: 1_550, changed: false });
	expect(await cancel('2026-02-20')).toMatchObject({ restMinor: 554 });
	expect(await cancel('2026-02-15')).toMatchObject({ restMinor: 0 });
	expect(await shown('2026-02-14')).toEqual([]);
	await takeBack();
	expect(await shown('2026-02-15')).toEqual([['2026-02-15', 1_550, ['proration 1550']]]);
	// The invoice of the rest is of days that a new end leaves out.
	expect((await cancel('2026-02-15')).invoicesBeyond).toHaveLength(1);
	expect(await takeBack()).toMatchObject({ restMinor: 0 });
	expect(await shown('2026-02-23')).toEqual([['2026-03-01', 3_000, ['renewal 3100', 'discount -100']]]);
});

describe('a fixed term', () => {
	const extend = async (serviceId: string, until: string | null, day: string) =>
		await staff(async (transaction) => await extendTerm(transaction, { serviceId, until }, on(day)));

	test('that is over is held for a person, night after night, until the service is gone or goes on', async () => {
		const term = await seedPlan(office.store, { term_months: 3 });
		const serviceId = await service('2026-01-10', term);
		const held = async (day: string) => (await night(day)).held.map((one) => [one.reason, one.detail]);
		for (const day of ['2026-02-08', '2026-03-08']) await night(day);
		expect(await held('2026-04-09')).toEqual([]);
		const told = [['ended', expect.stringMatching(/term ended on 2026-04-10.*active still.*Terminate.*Extend Term/)]];
		expect(await held('2026-04-10')).toEqual(told);
		expect(await held('2026-04-11')).toEqual(told);
		expect(await extend(serviceId, '2026-06-10', '2026-04-12')).toMatchObject({ endsOn: '2026-06-10', changed: true });
		expect(await extend(serviceId, '2026-06-10', '2026-04-12')).toMatchObject({ changed: false });
		// Three days late, and from the day on which it would have been renewed.
		const prepared = async (day: string) => (await night(day)).prepared.flatMap(({ lines }) => lines);
		expect(await prepared('2026-04-12')).toMatchObject([{ periodFrom: '2026-04-10', periodTo: '2026-05-10' }]);
		expect(await prepared('2026-05-08')).toMatchObject([{ periodFrom: '2026-05-10', periodTo: '2026-06-10' }]);
		expect(await prepared('2026-06-08')).toEqual([]);
		expect(await extend(serviceId, null, '2026-06-09')).toMatchObject({ endsOn: null, changed: true });
		expect(await prepared('2026-06-09')).toMatchObject([{ periodFrom: '2026-06-10' }]);
	});

	test('is extended under a cancellation, which ends the service still; and only to a later day', async () => {
		const term = await seedPlan(office.store, { term_months: 12 });
		const serviceId = await service('2026-01-10', term);
		await night('2026-02-05');
		await staff(
			async (transaction) =>
				await cancelTerms(transaction, { serviceId, reason: 'x', endsOn: '2026-05-10' }, on('2026-02-06')),
		);
		expect(await extend(serviceId, '2027-07-10', '2026-02-07')).toMatchObject({ endsOn: '2026-05-10', changed: true });
		const back = await staff(async (transaction) => await takeBackCancellation(transaction, serviceId));
		expect(back).toMatchObject({ endsOn: '2027-07-10' });
		await expect(extend(serviceId, '2027-01-10', '2026-02-07')).rejects.toMatchObject({ field: 'until' });
		const other = await service('2026-01-10');
		await night('2026-02-05');
		await expect(extend(other, '2027-01-10', '2026-02-07')).rejects.toMatchObject({ field: 'serviceId' });
		expect(await extend(other, null, '2026-02-07')).toMatchObject({ changed: false, endsOn: null });
	});
});

describe('another plan', () => {
	let large: SeededPlan;
	beforeAll(async () => {
		large = await seedPlan(office.store, { price_minor: 6_200 });
	});
	const change = async (
		serviceId: string,
		day: string,
		more: Partial<PlanOrder> = {},
		only: 'show' | 'change' = 'change',
	) =>
		await staff(
			async (transaction) =>
				await changeTermsPlan(
					transaction,
					{ serviceId, planCode: large.planCode, when: 'now', charge: 'with_next_renewal', ...more },
					{ clock: on(day), only },
				),
		);

	test('that costs more is shown first, then charged with the next renewal', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		const expected = { oldPriceMinor: 3_100, newPriceMinor: 6_200, differenceMinor: 1_000, renewsOn: '2026-02-01' };
		expect(await change(serviceId, '2026-01-22', {}, 'show')).toMatchObject({ ...expected, changed: false });
		expect(await change(serviceId, '2026-01-22')).toMatchObject({ ...expected, changed: true });
		expect(await change(serviceId, '2026-01-22')).toMatchObject({ differenceMinor: 0, changed: false });
		expect(await shown('2026-01-25')).toEqual([['2026-02-01', 7_200, ['renewal 6200', 'proration 1000']]]);
		expect(await shown('2026-02-25')).toEqual([['2026-03-01', 6_200, ['renewal 6200']]]);
	});

	// Reported of UCRM (43): an invoice in between pushed the next renewal a month away.
	test('is charged at once when somebody says so, and the renewal stays where it was', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		await change(serviceId, '2026-01-22', { charge: 'at_once' });
		expect(await shown('2026-01-22')).toEqual([['2026-01-22', 1_000, ['proration 1000']]]);
		expect(await shown('2026-01-25')).toEqual([['2026-02-01', 6_200, ['renewal 6200']]]);
	});

	test('that costs less becomes a credit, and back and forth on one day loses no cent', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		await change(serviceId, '2026-01-22');
		await change(serviceId, '2026-01-22', { planCode: plan.planCode });
		await change(serviceId, '2026-01-22');
		await change(serviceId, '2026-01-22', { planCode: plan.planCode });
		expect(await credit()).toBe(2_000);
		expect(await shown('2026-01-25')).toEqual([
			['2026-02-01', 5_100, ['renewal 3100', 'proration 1000', 'proration 1000']],
		]);
	});

	test('gives nothing back of an invoice that was voided, until that is prepared again', async () => {
		const serviceId = await service('2026-01-01', large);
		const { prepared } = await night('2026-01-25');
		const [{ invoiceId } = { invoiceId: '' }] = prepared;
		await issueRenewal(office, invoiceId, on('2026-01-25'));
		await voidByHand(office, { invoice: invoiceId, reason: 'the customer was promised a free month' });
		const less = { planCode: plan.planCode };
		expect(await change(serviceId, '2026-02-15', less, 'show')).toMatchObject({
			differenceMinor: 0,
			settledFrom: null,
		});
		await prepareAgain(office, invoiceId, on('2026-02-10'));
		expect(await change(serviceId, '2026-02-15', less, 'show')).toMatchObject({ differenceMinor: -1_550 });
		await database.owner.query(`update msp.invoice set status = 'void' where customer_id = $1 and status = 'draft'`, [
			customer.customerId,
		]);
		await change(serviceId, '2026-02-15', less);
		expect(await credit()).toBe(0);
	});

	test('gives nothing back of an invoice that was refunded', async () => {
		const serviceId = await service('2026-01-01', large);
		const { prepared } = await night('2026-01-25');
		await issueRenewal(office, prepared[0]?.invoiceId ?? '', on('2026-01-25'));
		await database.owner.query(`update msp.invoice set status = 'refunded', balance_minor = 0 where id = $1`, [
			prepared[0]?.invoiceId,
		]);
		expect(await change(serviceId, '2026-02-15', { planCode: plan.planCode })).toMatchObject({
			...{ differenceMinor: 0, settledFrom: null, changed: true },
		});
		expect(await credit()).toBe(0);
		// Its period stays invoiced: nobody asks for it again.
		expect(await shown('2026-02-22')).toEqual([['2026-03-01', 3_100, ['renewal 3100']]]);
	});

	test('at the renewal settles nothing', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		expect(await change(serviceId, '2026-01-22', { when: 'at_renewal' })).toMatchObject({ differenceMinor: 0 });
		// What is invoiced has the price before that: nobody gets back what nobody paid.
		await expect(change(serviceId, '2026-01-23', { planCode: plan.planCode })).rejects.toMatchObject({ field: 'when' });
		expect(await shown('2026-01-25')).toEqual([['2026-02-01', 6_200, ['renewal 6200']]]);
	});

	test('in another currency is refused', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		const { planCode } = await seedPlan(office.store, { currency: 'USD' });
		await expect(change(serviceId, '2026-01-22', { planCode })).rejects.toMatchObject({ field: 'planCode' });
	});

	test('from nothing to a price asks for the rest of the period, and for nothing that is past', async () => {
		const free = await seedPlan(office.store, { price_minor: 0 });
		const serviceId = await service('2025-01-01', free);
		await night('2025-02-01');
		expect(await change(serviceId, '2026-01-01')).toMatchObject({ differenceMinor: 6_200, renewsOn: '2026-02-01' });
		expect(await night('2026-01-02')).toMatchObject({ prepared: [], held: [] });
	});

	/** What MSP Provisioning → Change Plan leaves behind. */
	const provisioned = async (serviceId: string) =>
		await database.owner.query('update msp.service set plan_id = $2 where id = $1', [serviceId, large.planId]);

	// Reported of FOSSBilling (3371): after an upgrade the next invoice has the old price still.
	test('that a task gave the service is what it costs from then on', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		await provisioned(serviceId);
		const follow = async () =>
			await staff(async (transaction) => {
				const task: unknown = { subjectId: serviceId };
				await followsPlan(on('2026-01-22'))(transaction, task as Parameters<ReturnType<typeof followsPlan>>[1]);
			});
		await follow();
		await follow();
		expect(await shown('2026-01-25')).toEqual([['2026-02-01', 7_200, ['renewal 6200', 'proration 1000']]]);
	});

	test('that was agreed on before the service got it is not settled twice', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		await change(serviceId, '2026-01-22', { price: '50.00' });
		await provisioned(serviceId);
		expect(await shown('2026-01-25')).toMatchObject([['2026-02-01', 5_613, ['renewal 5000', 'proration 613']]]);
	});

	test('that came by another way is followed by the next run', async () => {
		const serviceId = await service('2026-01-01');
		await night('2026-01-02');
		await provisioned(serviceId);
		expect(await shown('2026-01-22')).toEqual([]);
		expect(await shown('2026-01-25')).toEqual([['2026-02-01', 6_900, ['renewal 6200', 'proration 700']]]);
	});
});

test('discounts have an end, months count along the renewal days, and a code is used once', async () => {
	const serviceId = await service('2026-01-31');
	await night('2026-02-01');
	const discount = async (more: object) =>
		await staff(
			async (transaction) =>
				await addDiscount(transaction, { serviceId, code: 'FREE', kind: 'free', months: 2, ...more }),
		);
	expect((await discount({})).discounts).toMatchObject([{ startsOn: '2026-02-28', endsOn: '2026-04-30' }]);
	await expect(discount({})).rejects.toMatchObject({ field: 'code' });
	await expect(discount({ code: 'ENDLESS', months: undefined })).rejects.toMatchObject({ field: 'months' });
	await discount({ code: 'TENTH', kind: 'percent', percent: 10, months: undefined });
	await discount({ code: 'EURO', kind: 'fixed', amount: '1.00', months: undefined });
	expect(await shown('2026-02-25')).toEqual([['2026-02-28', 0, ['renewal 3100', 'discount -3100']]]);
	await night('2026-03-25');
	expect(await shown('2026-04-25')).toEqual([
		['2026-04-30', 2_690, ['renewal 3100', 'discount -310', 'discount -100']],
	]);
	const stop = async (code: string) =>
		await staff(async (transaction) => await stopDiscount(transaction, { serviceId, code }, on('2026-05-01')));
	await stop('TENTH');
	await expect(stop('NONE')).rejects.toMatchObject({ field: 'code' });
	expect(await shown('2026-05-25')).toEqual([['2026-05-31', 3_000, ['renewal 3100', 'discount -100']]]);
});

test('a charge is asked for once, by its reference', async () => {
	const serviceId = await service('2026-01-01');
	await night('2026-01-02');
	const order = { serviceId, amount: '12.34', description: 'Domain transfer', reference: 'transfer-1' };
	for (const _ of [1, 2]) await staff(async (transaction) => await addCharge(transaction, order));
	expect(await shown('2026-01-26')).toEqual([['2026-02-01', 4_334, ['renewal 3100', 'other 1234']]]);
	expect(await shown('2026-02-26')).toEqual([['2026-03-01', 3_100, ['renewal 3100']]]);
});

test('a person starts the renewals of a service whose plan is renewed by others, on a day and at a price', async () => {
	const other = await seedPlan(office.store, { renewed_by: 'provider' });
	const serviceId = await service('2026-01-10', other);
	expect(await night('2026-02-08')).toMatchObject({ prepared: [], held: [] });
	const order = { serviceId, firstRenewal: '2026-04-30', monthEnd: true, price: '9.99' };
	const start = async () =>
		await staff(async (transaction) => await startTerms(transaction, order, () => '2026-02-08'));
	expect(await start()).toMatchObject({ created: true, terms: { byHand: true, priceMinor: 999 } });
	expect(await start()).toMatchObject({ created: false });
	expect(await shown('2026-04-28')).toEqual([['2026-04-30', 999, ['renewal 999']]]);
	expect(await shown('2026-05-28')).toEqual([['2026-05-31', 999, ['renewal 999']]]);
	const listed = await staff(async (transaction) => await listTerms(transaction, { ...customer, limit: null }));
	expect(listed.map((one) => one.serviceId)).toEqual([serviceId]);
});

test('the day is that of the customer, wherever the server is', async () => {
	customer = await seedCustomer(office.store, 'Pacific/Auckland');
	const serviceId = await service('2026-01-01');
	const late = fixedClock(new Date('2026-01-24T11:30:00Z'));
	const order = { serviceId, planCode: plan.planCode, when: 'now', charge: 'at_once' } as const;
	await night('2026-01-02');
	await staff(
		async (transaction) =>
			await changeTermsPlan(transaction, { ...order, price: '62.00' }, { clock: late, only: 'change' }),
	);
	const [given] = await staff(async (transaction) => await listCredits(transaction, { ...customer, limit: null }));
	expect(given).toBeUndefined();
	// 25 January in Auckland: seven days of January are left.
	expect(await shown('2026-01-24')).toEqual([]);
	expect((await night('2026-01-25')).prepared).toMatchObject([{ totalMinor: 700 }, { totalMinor: 6_200 }]);
});
