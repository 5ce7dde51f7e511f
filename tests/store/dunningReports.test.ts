import { adjustInvoice } from '../../core/billing';
import { dunningCampaign, saveCampaign } from '../../core/dunning';
import { addDays } from '../../core/kernel/calendar';
import { savePolicy } from '../../core/policies';
import { due, on, openDunningNights, type DunningNights } from '../support/dunningNights';

/* What people reported of other systems that dun, each as a test of this one. */

let nights: DunningNights;
let clock: DunningNights['clock'];
let scene: DunningNights['scene'];
let office: DunningNights['office'];

beforeEach(async () => {
	nights = await openDunningNights(on(-20), { mostSuspendedPercent: 100 });
	({ clock, scene, office } = nights);
});
afterEach(async () => await nights.close());

const night = async (days: number) => await nights.night(days);

async function nightsFrom(from: number, to: number): Promise<string[]> {
	const told: string[] = [];
	for (let day = from; day <= to; day++) for (const letter of await night(day)) told.push(`${day} ${letter}`);
	return told;
}

async function debtor(code: string, dueOn = due): Promise<string> {
	const { serviceId } = await scene.customer(code);
	await scene.invoice(code, { number: `${code}-1`, dueOn, serviceIds: [serviceId] });
	return serviceId;
}

// Invoice Ninja #553, #1447, #1693 and #2330: with a cron of every minute or hour, a reminder came a hundred times, and a
// late fee was added every hour. FOSSBilling #3726: one run, and each reminder came four times.
test('a run that somebody schedules every hour sends each letter and charges each fee once', async () => {
	const stages = [
		{ code: 'reminder', offsetDays: 1, action: 'remind' },
		{ code: 'fee', offsetDays: 2, action: 'late_fee', fee: { percent: 10 } },
		{ code: 'reminder_2', offsetDays: 2, action: 'remind' },
	];
	await saveCampaign(office, dunningCampaign.parse({ code: 'default', name: 'Hourly', stages }));
	await debtor('hourly');
	const told: string[] = [];
	for (const day of [1, 2]) {
		for (const hour of ['00', '01', '02', '03', '09', '17', '21']) {
			await clock.moveTo(on(day, `${hour}:00`));
			await scene.night();
			for (const letter of await scene.sendLetters()) told.push(`${day} ${letter}`);
		}
	}
	expect(told).toEqual(['1 hourly paymentReminder', '2 hourly paymentReminder']);
	expect(await scene.rows(`select total_minor::int as total from msp.invoice where reference is not null`)).toEqual([
		{ total: 100 },
	]);
});

// A fee that was added bears no fee of its own.
test('an unpaid late fee is reminded of, and bears no fee itself', async () => {
	const fee = { percent: 10, minimum: { EUR: 300 } };
	const stages = [
		{ code: 'reminder', offsetDays: 1, action: 'remind' },
		{ code: 'fee', offsetDays: 2, action: 'late_fee', fee },
	];
	await saveCampaign(office, dunningCampaign.parse({ code: 'default', name: 'Fees', stages }));
	await debtor('owes');
	// The fee is due on the ninth day after the invoice.
	expect(await nightsFrom(1, 13)).toEqual(['1 owes paymentReminder', '10 owes paymentReminder']);
	expect(await scene.rows(`select total_minor::int as total from msp.invoice where reference is not null`)).toEqual([
		{ total: 300 },
	]);
	expect(
		await scene.rows(`select status, detail from msp.dunning_attempt where action = 'late_fee' order by status`),
	).toMatchObject([{ status: 'sent' }, { status: 'skipped', detail: expect.stringContaining('late fee itself') }]);
});

// Invoice Ninja #2183 and #2311: a reminder went out on its very day or never.
test('a reminder of a night that was missed is sent with the next one', async () => {
	await debtor('missed');
	await savePolicy(office, { scope: 'default' }, { protected: true });
	await nightsFrom(-4, 6);
	// The seventh day is missed.
	expect(await night(8)).toEqual(['missed paymentReminder']);
	expect(await night(9)).toEqual([]);
});

// Invoice Ninja #7460: reminders went on by the due day that the invoice had before. #9312: an invoice that was just sent
// was called overdue the next morning.
test('an invoice that is moved to a later due day is left in peace until then', async () => {
	await debtor('moved');
	expect(await nightsFrom(-3, 1)).toEqual(['-3 moved paymentReminder', '1 moved paymentReminder']);
	await scene.setInvoice('moved-1', { due_on: addDays(due, 28) });
	expect(await nightsFrom(2, 24)).toEqual([]);
	expect(await nightsFrom(25, 31)).toEqual([
		'25 moved paymentReminder',
		'29 moved paymentReminder',
		'30 moved suspensionWarning',
		'31 moved serviceSuspended',
	]);
});

// OCA credit-control #330: an invoice that was paid in part was not reminded of any more.
test('an invoice that is paid in part goes on, with what is left of it', async () => {
	await debtor('part');
	await nightsFrom(-3, 1);
	await scene.setInvoice('part-1', { status: 'partial', balance_minor: 1 });
	expect(await nightsFrom(2, 3)).toEqual(['2 part suspensionWarning', '3 part serviceSuspended']);
});

// akaunting #259, 206Tours #450: customers who had paid, or had paid too much, were reminded all the same.
test('a letter that waits to be sent is dropped when the invoice is paid or comes to nothing', async () => {
	for (const code of ['paid', 'nothing']) await debtor(code);
	await clock.moveTo(on(1));
	expect((await scene.night()).notices).toHaveLength(2);
	await scene.setInvoice('paid-1', { status: 'paid', balance_minor: 0 });
	// A credit or a rounding left it open with nothing on it.
	await scene.setInvoice('nothing-1', { balance_minor: 0 });
	expect(await scene.sendLetters()).toEqual([]);
	expect(await nightsFrom(2, 15)).toEqual([]);
});

// Kill Bill #695: an account whose balance came to zero by a credit stayed overdue. Paymenter #854: nothing gave the server
// back after the payment.
test('a credit note that settles the invoice gives the service back as a payment does', async () => {
	await debtor('credited');
	await nightsFrom(1, 3);
	expect(await scene.statusOf('credited.example')).toBe('suspended');
	await adjustInvoice(office, { invoice: 'credited-1', amount: '10.00', reason: 'a credit', reference: 'cn-1' });
	expect(await scene.giveBack()).toBe(1);
	await scene.carryOut();
	expect(await scene.statusOf('credited.example')).toBe('active');
});

// Kill Bill #2297: after the oldest of several invoices was paid, the next check skipped a state and cancelled at once.
test('when the oldest of several invoices is paid, the others walk through their own stages', async () => {
	const { serviceId } = await scene.customer('several');
	const second = addDays(due, 1);
	await scene.invoice('several', { number: 'old', dueOn: due, serviceIds: [serviceId] });
	await scene.invoice('several', { number: 'new', dueOn: second, serviceIds: [serviceId] });
	expect(await nightsFrom(1, 2)).toEqual(['1 several paymentReminder', '2 several suspensionWarning']);
	await scene.setInvoice('old', { status: 'paid', balance_minor: 0 });
	expect(await nightsFrom(3, 4)).toEqual(['3 several suspensionWarning', '4 several serviceSuspended']);
});

// OCA credit-control #460: after a reminder of one invoice, the others of that customer were forgotten.
test('a letter about one invoice does not use up the letters of another', async () => {
	const serviceId = await debtor('both');
	await scene.invoice('both', { number: 'both-2', dueOn: addDays(due, 40), serviceIds: [serviceId] });
	await savePolicy(office, { scope: 'customer', customerCode: 'both' }, { protected: true });
	await nightsFrom(-3, 12);
	expect(await nightsFrom(36, 42)).toEqual([
		'37 both paymentReminder',
		'41 both paymentReminder',
		'42 both paymentReminder',
	]);
});

// Invoice Ninja #5458: stages that were changed held for new invoices only.
test('a stage that is added holds for what is unpaid already', async () => {
	await debtor('later');
	await savePolicy(office, { scope: 'default' }, { protected: true });
	await nightsFrom(-3, 12);
	const stages = [{ code: 'reminder_20', offsetDays: 20, action: 'remind' }];
	await saveCampaign(office, dunningCampaign.parse({ code: 'default', name: 'One more', stages }));
	expect(await nightsFrom(13, 22)).toEqual(['20 later paymentReminder']);
});

// Nobody is suspended on Christmas, when nobody is there to help.
test('a suspension that falls on a holiday comes on the next working day', async () => {
	// A Tuesday, and the national day of Belgium.
	const holiday = '2026-07-21';
	await debtor('holiday', addDays(holiday, -3));
	const first = 50 - 3;
	expect(addDays(due, 50)).toBe(holiday);
	expect(await nightsFrom(first - 3, 50)).toEqual([
		'44 holiday paymentReminder',
		'48 holiday paymentReminder',
		'49 holiday suspensionWarning',
	]);
	expect(await night(51)).toEqual(['holiday serviceSuspended']);
});
