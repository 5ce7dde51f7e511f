import { dunningCampaign, getCampaign, listReactivations, saveCampaign } from '../../core/dunning';
import { addDays } from '../../core/kernel/calendar';
import { savePolicy } from '../../core/policies';
import { due, on, openDunningNights, type DunningNights } from '../support/dunningNights';

/* What the nightly run does without a letter, and whom it spares: in the store, night by night. */

let nights: DunningNights;
let clock: DunningNights['clock'];
let scene: DunningNights['scene'];
let office: DunningNights['office'];

beforeEach(async () => {
	nights = await openDunningNights();
	({ clock, scene, office } = nights);
});
afterEach(async () => await nights.close());

const night = async (days: number) => await nights.night(days);

async function debtor(code: string, totalMinor = 1_000, currency = 'EUR'): Promise<string> {
	const { serviceId } = await scene.customer(code);
	await scene.invoice(code, { number: `${code}-1`, dueOn: due, serviceIds: [serviceId], totalMinor, currency });
	return serviceId;
}

/** A reminder, and two fees: a percentage with a minimum, and a fixed one that two currencies have. */
const withFees = dunningCampaign.parse({
	code: 'default',
	name: 'Late fees',
	stages: [
		{ code: 'reminder', offsetDays: 1, action: 'remind' },
		{ code: 'fee_1', offsetDays: 3, action: 'late_fee', fee: { percent: 8.5, minimum: { EUR: 500, KWD: 1_500 } } },
		{ code: 'fee_2', offsetDays: 6, action: 'late_fee', fee: { fixed: { EUR: 250, JPY: 300 } } },
		{ code: 'call', offsetDays: 6, action: 'escalate' },
	],
});

interface FeeInvoice {
	readonly customer: string;
	readonly currency: string;
	readonly total: string;
	readonly due: string;
}
/** The invoices that are fees, each with its only line. */
const feeInvoices = async () =>
	await scene.rows<FeeInvoice>(
		`select c.customer_code as customer, i.currency, i.total_minor::text as total, i.due_on::text as due
		from msp.invoice i join msp.customer c on c.id = i.customer_id join msp.invoice_line l on l.invoice_id = i.id
		where l.kind = 'late_fee' and l.total_minor = i.total_minor and i.status = 'open' and i.reference like 'late-fee:%'
		order by 1, i.total_minor`,
	);

describe('late fees', () => {
	beforeEach(async () => {
		await saveCampaign(office, withFees);
	});

	test('are charged once for a stage, exactly in currencies of 0, 2 and 3 decimals, and never below their minimum', async () => {
		await debtor('eur', 100_005);
		await debtor('low', 1_000);
		await debtor('jpy', 12_347, 'JPY');
		await debtor('kwd', 1_234_567, 'KWD');
		await debtor('small', 1_000, 'KWD');
		for (let day = 1; day <= 5; day++) await night(day);
		const first = [
			// 8.5 % of 1000.05 is 85.00425.
			{ customer: 'eur', currency: 'EUR', total: '8500', due: addDays(due, 10) },
			// 8.5 % of 12347 is 1049.495.
			{ customer: 'jpy', currency: 'JPY', total: '1049', due: addDays(due, 10) },
			// 8.5 % of 1234.567 is 104.938195.
			{ customer: 'kwd', currency: 'KWD', total: '104938', due: addDays(due, 10) },
			{ customer: 'low', currency: 'EUR', total: '500', due: addDays(due, 10) },
			{ customer: 'small', currency: 'KWD', total: '1500', due: addDays(due, 10) },
		];
		expect(await feeInvoices()).toEqual(first);

		await night(6);
		await night(7);
		const second = { due: addDays(due, 13) };
		// Dinars have no fixed fee.
		expect((await feeInvoices()).filter((one) => one.due === second.due)).toEqual([
			{ customer: 'eur', currency: 'EUR', total: '250', ...second },
			{ customer: 'jpy', currency: 'JPY', total: '300', ...second },
			{ customer: 'low', currency: 'EUR', total: '250', ...second },
		]);
		expect((await feeInvoices()).filter((one) => one.due !== second.due)).toEqual(first);
	});

	test('of two runs at once are one, and so is the word to staff', async () => {
		for (const code of ['a1', 'a2', 'a3', 'a4']) await debtor(code, 100_000);
		await night(1);
		await clock.moveTo(on(6));
		await Promise.all([scene.night(), scene.night(), scene.night()]);
		await scene.night();
		// Both stages are reached after the missed nights, each with its fee.
		expect((await feeInvoices()).map(({ customer, total }) => `${customer} ${total}`)).toEqual(
			['a1', 'a2', 'a3', 'a4'].flatMap((code) => [`${code} 250`, `${code} 8500`]),
		);
		expect(await scene.rows(`select title from msp.alert where cause like 'dunning:%:call:%' order by 1`)).toEqual(
			['a1', 'a2', 'a3', 'a4'].map((code) => ({
				title: `Invoice ${code}-1 of ${code} is unpaid and has reached call`,
			})),
		);
		expect(
			await scene.rows(`select action, status, count(*)::int from msp.dunning_attempt group by 1, 2 order by 1, 2`),
		).toEqual([
			{ action: 'escalate', status: 'sent', count: 4 },
			{ action: 'late_fee', status: 'sent', count: 8 },
			{ action: 'remind', status: 'sent', count: 4 },
		]);
	});

	test('that are refused for one customer are told to staff, keep nobody else waiting, and come the next night', async () => {
		for (const code of ['one', 'two', 'three']) await debtor(code, 100_000);
		await night(1);
		await scene.rows(`alter table msp.invoice add constraint refused check (customer_id <> (
			'${(await scene.rows<{ id: string }>(`select id from msp.customer where customer_code = 'two'`))[0]?.id ?? ''}'::uuid
		) or reference is null)`);
		await night(3);
		expect((await feeInvoices()).map(({ customer }) => customer)).toEqual(['one', 'three']);
		expect(
			await scene.rows(`select facts->>'customerCode' as code from msp.alert where cause like 'dunning:%'`),
		).toEqual([{ code: 'two' }]);
		await scene.rows('alter table msp.invoice drop constraint refused');
		await night(4);
		expect((await feeInvoices()).map(({ customer }) => customer)).toEqual(['one', 'three', 'two']);
	});

	test('go with the next invoice of a service that the pack renews, and are left to Invoice Ninja where it bills', async () => {
		const serviceId = await debtor('renewed', 100_000);
		await scene.rows(
			`insert into msp.service_terms (service_id, customer_id, plan_id, followed_plan_id, cycle_months, price_minor,
				currency, anchor_first, next_period)
			select id, customer_id, plan_id, plan_id, 1, 1000, 'EUR', $2, 2 from msp.service where id = $1`,
			[serviceId, due],
		);
		await debtor('ninja', 100_000);
		await scene.rows(`update msp.customer set invoice_ninja_client_id = 'client-1' where customer_code = 'ninja'`);
		for (const day of [1, 3, 4]) await night(day);
		expect(await feeInvoices()).toEqual([]);
		expect(
			await scene.rows(
				`select kind, amount_minor::int as amount, currency, invoice_id as on_invoice from msp.service_charge`,
			),
		).toEqual([{ kind: 'late_fee', amount: 8_500, currency: 'EUR', on_invoice: null }]);
		expect(
			await scene.rows(
				`select c.customer_code as customer, a.status, a.detail from msp.dunning_attempt a
				join msp.customer c on c.id = a.customer_id where a.action = 'late_fee' order by 1`,
			),
		).toEqual([
			{ customer: 'ninja', status: 'skipped', detail: expect.stringContaining('Invoice Ninja') },
			{ customer: 'renewed', status: 'sent', detail: 'with the next invoice' },
		]);
	});

	test('are not charged to who was never told, who is exempt, or where another system charges them', async () => {
		for (const code of ['untold', 'exempt', 'other']) await debtor(code, 100_000);
		await scene.rows(`update msp.customer set email = null where customer_code = 'untold'`);
		const off = { until: addDays(due, 4), reason: 'a strike of the banks', by: 'Ann' };
		await savePolicy(office, { scope: 'customer', customerCode: 'exempt' }, { overdueEnforcementOff: off });
		await savePolicy(office, { scope: 'customer', customerCode: 'other' }, { lateFees: false });
		for (let day = 1; day <= 4; day++) await night(day);
		expect(await feeInvoices()).toEqual([]);
		for (let day = 5; day <= 8; day++) await night(day);
		expect((await feeInvoices()).map(({ customer, total }) => `${customer} ${total}`)).toEqual([
			'exempt 250',
			'exempt 8500',
		]);
	});
});

test('an alert that a person closed is not opened again by the nights that follow', async () => {
	await saveCampaign(office, withFees);
	await debtor('acme');
	for (const day of [1, 6]) await night(day);
	await scene.rows(`delete from msp.alert`);
	for (const day of [7, 8]) await night(day);
	expect(await scene.rows('select 1 from msp.alert')).toEqual([]);
});

test('the threshold of a campaign holds for the sum of a currency, from the first letter to the payment', async () => {
	const seeded = await office.store.asStaff(async (transaction) => await getCampaign(transaction, 'default'));
	await saveCampaign(office, { ...seeded, thresholds: { EUR: 500 } });
	await savePolicy(office, { scope: 'default' }, { mostSuspendedPercent: 100 });
	const small = await scene.customer('small');
	await scene.invoice('small', { number: 's-1', dueOn: due, serviceIds: [small.serviceId], totalMinor: 499 });
	const two = await scene.customer('two');
	for (const number of ['t-1', 't-2']) {
		await scene.invoice('two', { number, dueOn: due, serviceIds: [two.serviceId], totalMinor: 250 });
	}
	const mixed = await scene.customer('mixed');
	for (const currency of ['EUR', 'CHF']) {
		const invoice = { number: `m-${currency}`, dueOn: due, serviceIds: [mixed.serviceId], totalMinor: 499, currency };
		await scene.invoice('mixed', invoice);
	}
	const told: string[] = [];
	for (let day = -3; day <= 3; day++) told.push(...(await night(day)));
	expect(told.filter((letter) => letter.startsWith('small'))).toEqual([]);
	expect(await Promise.all(['small', 'two', 'mixed'].map((code) => scene.statusOf(`${code}.example`)))).toEqual([
		'active',
		'suspended',
		// The francs have no threshold.
		'suspended',
	]);
	// What is open comes down to 5.00, and then below.
	await scene.setInvoice('t-1', { status: 'partial', balance_minor: 250 });
	expect(await listReactivations(office)).toEqual([]);
	await scene.setInvoice('t-1', { balance_minor: 249 });
	expect((await listReactivations(office)).map(({ domain }) => domain)).toEqual(['two.example']);
});

test('a protected customer, and all of a protected plan, are reminded and never suspended; without it the warning comes first', async () => {
	await debtor('shielded');
	await savePolicy(office, { scope: 'customer', customerCode: 'shielded' }, { protected: true });
	const told: string[] = [];
	for (let day = -3; day <= 4; day++) for (const letter of await night(day)) told.push(`${day} ${letter}`);
	expect(told).toEqual(['-3 shielded paymentReminder', '1 shielded paymentReminder', '2 shielded paymentReminder']);
	await savePolicy(office, { scope: 'plan', planCode: 'basic' }, { protected: true });
	await savePolicy(office, { scope: 'customer', customerCode: 'shielded' }, { protected: null });
	expect(await night(5)).toEqual([]);
	await savePolicy(office, { scope: 'plan', planCode: 'basic' }, { protected: null });
	expect(await night(6)).toEqual(['shielded suspensionWarning']);
	// The reminder of that day comes as well.
	expect(await night(7)).toEqual(['shielded paymentReminder', 'shielded serviceSuspended']);
});

test('an exemption gives back what is suspended, up to its day, and then the warning comes first', async () => {
	await debtor('struck');
	for (const day of [2, 3]) await night(day);
	expect(await scene.statusOf('struck.example')).toBe('suspended');
	const off = { until: addDays(due, 9), reason: 'a flood', by: 'Ann' };
	await savePolicy(office, { scope: 'customer', customerCode: 'struck' }, { overdueEnforcementOff: off });
	expect(await scene.giveBack()).toBe(1);
	await scene.carryOut();
	expect(await scene.sendLetters()).toEqual(['struck serviceReactivated']);
	for (const day of [4, 8, 9]) {
		await night(day);
		expect(await scene.statusOf('struck.example')).toBe('active');
	}
	expect(await night(10)).toEqual(['struck suspensionWarning']);
	expect(await night(11)).toEqual(['struck paymentReminder', 'struck serviceSuspended']);
});
