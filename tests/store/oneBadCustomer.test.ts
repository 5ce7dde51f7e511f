import { listCharges, prepareCharges } from '../../core/charges';
import { listInvoices } from '../../core/invoices';
import { savePolicy } from '../../core/policies';
import { listEnded, prepareRenewals } from '../../core/renewals';
import { simulate } from '../../core/simulation';
import { on, seedCustomer, seedPlan, seedService } from '../support/renewalScene';
import { dunningScene } from '../support/dunningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/*
 * A row that somebody wrote into the database by hand, or that a newer version of the zones does not know, is the trouble of
 * one customer. InvoicePlane's nightly run died at the first bad client, and nobody after it was invoiced.
 */

let database: TestDatabase;
beforeEach(async () => {
	database = await createTestDatabase();
});
afterEach(async () => await database.drop());

/** So that it comes before, between and after the others. */
const spoil = `update msp.customer set time_zone = 'Mars/Olympus' where customer_code like 'bad%'`;

test('in the night of dunning, and when services are given back', async () => {
	const scene = await dunningScene(database, { mostSuspensions: 100, mostSuspendedPercent: 100 });
	for (const code of ['bad1', 'good1', 'bad2', 'good2']) {
		const { serviceId } = await scene.customer(code);
		await scene.invoice(code, { number: `INV-${code}`, dueOn: '2020-01-01', serviceIds: [serviceId] });
		await scene.rows(
			`update msp.service set status = 'suspended', suspended_by = 'system', suspension_reason = 'overdue',
			suspended_at = now() where domain = $1`,
			[`${code}.example`],
		);
	}
	await scene.rows(spoil);
	const night = await scene.night();
	expect(night.notices.map(({ customerCode }) => customerCode).sort()).toEqual(['good1', 'good2']);
	const told = await scene.rows<{ title: string }>(
		`select title from msp.alert where cause like 'dunning:unreadable:%'`,
	);
	expect(told).toHaveLength(2);
	// A letter that was planned before waits.
	await scene.rows(spoil.replace('bad%', 'good2'));
	expect(await scene.sendLetters()).toHaveLength(1);
	await scene.setInvoice('INV-good1', { status: 'paid', balance_minor: 0 });
	await scene.setInvoice('INV-bad1', { status: 'paid', balance_minor: 0 });
	expect(await scene.giveBack()).toBe(1);
});

test('when what renews is invoiced, with and without terms', async () => {
	const { store } = database;
	await savePolicy({ store }, { scope: 'default' }, { renewals: 'live' });
	const plan = await seedPlan(store);
	const seeded = [];
	for (let index = 0; index < 4; index++) {
		const customer = await seedCustomer(store);
		seeded.push({ ...customer, serviceId: await seedService(store, { ...customer, ...plan, since: '2026-03-01' }) });
	}
	const spoilt = [seeded[0]?.customerId, seeded[2]?.customerId];
	const setZone = async (zone: string) =>
		await database.owner.query('update msp.customer set time_zone = $2 where id = any($1)', [spoilt, zone]);
	await setZone('Mars/Olympus');
	const run = async (day: string) => await prepareRenewals({ store }, { missedPeriods: 'ask' }, on(day));
	const first = await run('2026-03-28');
	expect(first.prepared).toHaveLength(2);
	expect(first.held.map(({ reason }) => reason)).toEqual(['failed', 'failed']);
	expect(first.held.map(({ customerCode }) => customerCode).sort()).toEqual(
		[seeded[0]?.customerCode, seeded[2]?.customerCode].sort(),
	);
	await setZone('Europe/Brussels');
	expect((await run('2026-03-28')).prepared).toHaveLength(2);
	// Now all of them have terms.
	await setZone('Mars/Olympus');
	const next = await run('2026-04-28');
	expect(next.prepared).toHaveLength(2);
	expect(next.held.map(({ reason }) => reason)).toEqual(['failed', 'failed']);
});

test('in every list, and where an invoice of others says no period', async () => {
	const { store } = database;
	const plan = await seedPlan(store);
	const customer = await seedCustomer(store);
	const serviceId = await seedService(store, { ...customer, ...plan, since: '2026-03-01' });
	await database.owner.query(`update msp.customer set time_zone = 'Mars/Olympus'`);
	await database.owner.query(`update msp.invoice set period_from = null, period_to = null, due_on = '2020-01-01'`);
	const lists = await store.asStaff(async (transaction) => ({
		invoices: await listInvoices(transaction, { limit: null }),
		ended: await listEnded(transaction, { within: 0, limit: null }, on('2026-03-28')),
	}));
	expect(lists).toMatchObject({ invoices: [{ serviceId }], ended: [] });
	const { held } = await prepareRenewals({ store }, { missedPeriods: 'ask' }, on('2026-03-28'));
	expect(held).toMatchObject([{ reason: 'failed', customerCode: customer.customerCode }]);
});

test('whose billing policy nobody can read, and who has a campaign that is not there', async () => {
	const scene = await dunningScene(database, { charges: 'live', renewals: 'live' });
	for (const code of ['bad1', 'good1', 'bad2', 'good2']) {
		const { serviceId } = await scene.customer(code);
		await scene.invoice(code, { number: `INV-${code}`, dueOn: '2026-01-01', serviceIds: [serviceId] });
	}
	await scene.rows(`update msp.customer set stripe_customer_id = 'cus_' || customer_code`);
	await scene.rows(`update msp.invoice_line set kind = 'set_up'`);
	await scene.rows(`update msp.plan set renewed_by = 'pack'`);
	await scene.rows(`insert into msp.billing_policy (scope, customer_id, settings, saved_by)
		select 'customer', id, case customer_code when 'bad1' then '{"invoiceLeadDays": "many"}' else '{"campaign": "gone"}' end::jsonb,
			'psql' from msp.customer where customer_code like 'bad%'`);
	const night = await scene.night();
	expect(night.notices.map(({ customerCode }) => customerCode).sort()).toEqual(['good1', 'good2']);
	expect(night.counts).toMatchObject({ unreadable: 2 });
	const ahead = { days: 5, assume: 'nobody_pays' } as const;
	expect(await simulate(scene.office, ahead)).toMatchObject({ customers: 2 });
	// Who asks for one customer reads why.
	await expect(simulate(scene.office, { ...ahead, customerCode: 'bad1' })).rejects.toMatchObject({ field: 'settings' });
	const due = await prepareCharges(scene.office, {}, on('2026-02-01'));
	expect(due.map(({ customerCode }) => customerCode).sort()).toEqual(['bad2', 'good1', 'good2']);
	const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
	const renewed = await prepareRenewals(scene.office, { missedPeriods: 'ask' }, on(tomorrow));
	expect(renewed.held).toMatchObject([{ reason: 'failed', customerCode: 'bad1' }]);
	expect(renewed.prepared.map(({ customerCode }) => customerCode).sort()).toEqual(['bad2', 'good1', 'good2']);
});

test('when saved cards are charged', async () => {
	const scene = await dunningScene(database, { charges: 'live' });
	for (const code of ['bad1', 'good1', 'bad2', 'good2']) {
		const { serviceId } = await scene.customer(code);
		await scene.invoice(code, { number: `INV-${code}`, dueOn: '2026-01-01', serviceIds: [serviceId] });
	}
	await scene.rows(`update msp.customer set stripe_customer_id = 'cus_' || customer_code`);
	await scene.rows(`update msp.invoice_line set kind = 'set_up'`);
	await scene.rows(spoil);
	expect(await listCharges(scene.office, { limit: null }, on('2026-02-01'))).toHaveLength(2);
	const due = await prepareCharges(scene.office, {}, on('2026-02-01'));
	expect(due.map(({ customerCode }) => customerCode).sort()).toEqual(['good1', 'good2']);
});
