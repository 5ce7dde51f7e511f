import { updateCustomer } from '../../core/customers';
import { prepareRecordings } from '../../core/charges';
import { fixedClock } from '../../core/kernel/clock';
import { event, receive, seedShop } from '../support/billingScene';
import { merge } from '../support/customerMergeScene';
import { at } from '../support/ninjaMoney';
import { openNinjaMoneyScene, type NinjaMoneyScene } from '../support/ninjaMoneyScene';

let base: NinjaMoneyScene;
let ninja: NinjaMoneyScene['ninja'];
beforeEach(async () => {
	base = await openNinjaMoneyScene();
	({ ninja } = base);
	await seedShop(base.office, 'other');
	await updateCustomer(base.office, 'other', { invoiceNinjaClientId: 'clientB' });
});
afterEach(async () => await base.database.drop());

const alerts = async () =>
	(await base.openAlerts()).flatMap(({ cause, title, remedy, count }) =>
		cause.startsWith('invoice-ninja:client-') ? [{ cause, title, remedy, count }] : [],
	);
const idOf = async (code: string) => {
	const { rows } = await base.database.owner.query<{ id: string }>(
		'select id from msp.customer where customer_code = $1',
		[code],
	);
	return rows[0]?.id ?? '';
};
let minutes = 10;
/** An invoice as Invoice Ninja has it now, under a client. */
const hear = async (id: string, clientId: string, more: object = {}) =>
	await ninja.hear('invoice', ninja.invoice(id, { clientId, client: null, updatedAt: at((minutes += 1)), ...more }));

test('invoices that go over to another customer’s client are told of once, and until the two are merged here', async () => {
	for (const id of ['one', 'two']) await hear(id, 'clientA');
	expect(await alerts()).toEqual([]);
	for (const id of ['one', 'two']) await hear(id, 'clientB');
	const cause = `invoice-ninja:client-merged:${await idOf('acme')}:${await idOf('other')}`;
	expect(await alerts()).toEqual([
		{
			...{ cause, count: 2 },
			title: 'Invoice Ninja has an invoice of acme under the client of other',
			remedy: expect.stringContaining('merge acme into other with MSP Customers → Customer: Merge'),
		},
	]);
	await merge(base.office, 'acme', 'other');
	expect(await alerts()).toEqual([]);
	// Both clients are one customer now.
	await hear('one', 'clientA');
	await hear('three', 'clientA');
	await hear('two', 'clientB');
	expect(await alerts()).toEqual([]);
	const { rows } = await base.database.owner.query(
		`select c.customer_code as code, count(*)::int as n from msp.invoice i join msp.customer c on c.id = i.customer_id
		where i.external_id is not null group by 1`,
	);
	expect(rows).toEqual([{ code: 'other', n: 3 }]);
});

test('an alert about a customer who was merged into a third one is over, and is told of that one when it is still so', async () => {
	await seedShop(base.office, 'third');
	await hear('one', 'clientA');
	await hear('one', 'clientB');
	expect(await alerts()).toHaveLength(1);
	await merge(base.office, 'acme', 'third');
	expect(await alerts()).toEqual([]);
	await hear('one', 'clientB');
	expect(await alerts()).toMatchObject([
		{ cause: `invoice-ninja:client-merged:${await idOf('third')}:${await idOf('other')}` },
	]);
});

test('the alert is over when the last invoice is back under its client', async () => {
	for (const id of ['one', 'two', 'kept']) await hear(id, 'clientA');
	for (const id of ['one', 'two']) await hear(id, 'clientB');
	await hear('one', 'clientA');
	await hear('kept', 'clientA');
	expect(await alerts()).toHaveLength(1);
	await hear('two', 'clientA');
	expect(await alerts()).toEqual([]);
});

test('a client who is nobody here is told of, until the customer has it', async () => {
	await hear('one', 'clientA');
	await hear('one', 'clientNew');
	expect(await alerts()).toEqual([
		{
			...{ cause: `invoice-ninja:client-unknown:${await idOf('acme')}:clientNew`, count: 1 },
			title: 'Invoice Ninja has an invoice of acme under a client whom nobody knows',
			remedy: expect.stringContaining('with MSP Customers → Customer: Update'),
		},
	]);
	await updateCustomer(base.office, 'acme', { invoiceNinjaClientId: 'clientNew' });
	await hear('one', 'clientNew');
	expect(await alerts()).toEqual([]);
	await hear('two', 'clientNew');
	await hear('two', 'clientGone', { isDeleted: true });
	expect(await alerts()).toEqual([]);
});

test('an older reading, and the same one again, tell nothing', async () => {
	await hear('one', 'clientA', { updatedAt: at(500) });
	await hear('one', 'clientB', { updatedAt: at(400) });
	expect(await alerts()).toEqual([]);
});

test('money for an invoice is recorded under the client whose invoice it is there', async () => {
	await hear('one', 'clientA');
	await merge(base.office, 'acme', 'other');
	const { rows } = await base.database.owner.query<{ id: string; customer: string }>(
		`select i.id, i.customer_id as customer from msp.invoice i where i.external_id = 'main:one'`,
	);
	await receive(base.office, event('payment_succeeded', 0, { paymentReference: 'pi_late', names: ['pi_late'] }));
	await base.database.owner.query(
		`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, price_minor, currency,
			outcome, received_at) values ($1, $2, 'stripe', 'pi_late', 2000, 2000, 'EUR', 'paid', now() - interval '1 hour')`,
		[rows[0]?.customer, rows[0]?.id],
	);
	const recordings = await prepareRecordings(base.office, {}, fixedClock(new Date()));
	expect(recordings).toMatchObject([{ clientId: 'clientA', reference: 'pi_late', amountMinor: 2000 }]);
});
