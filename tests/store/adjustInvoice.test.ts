import { adjustInvoice, settleByHand } from '../../core/billing';
import { listAudit } from '../../core/db/auditLog';
import { adjustmentsOfInvoice } from '../../core/invoices';
import type { TaskOffice } from '../../core/tasks';
import { backOfficeOn } from '../support/provisioningScene';
import { moneyScene, stripeRaw, type MoneyScene } from '../support/rawMoney';
import { forceStatus } from '../support/serviceStatus';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let scene: MoneyScene;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database);
});
afterAll(async () => await database.drop());

async function newInvoice() {
	const { order, service, invoice, stripe } = await scene.newOrder();
	const { invoiceId, invoiceNumber } = invoice;
	return {
		...{ order, service, stripe, invoiceId, invoiceNumber },
		adjust: async (amount: string, reason = 'an apology', reference?: string) =>
			await adjustInvoice(office, { invoice: invoiceNumber, amount, reason, reference }),
		settle: async (reason = 'cash, receipt 12') => await settleByHand(office, { invoice: invoiceNumber, reason }),
		adjustments: async () =>
			await office.store.asStaff(async (transaction) => await adjustmentsOfInvoice(transaction, invoiceId)),
		pay: async (minutes: number, amount = 2000, intent = stripe.ids.intent) =>
			await scene.hear(
				stripeRaw(
					'payment_intent.succeeded',
					minutes,
					stripe.intent({ id: intent, latest_charge: null, amount, amount_received: amount, metadata: { order } }),
				),
			),
	};
}

test('settling takes off what is owed, sets the service up, and is audited with its reason', async () => {
	const { settle, adjustments, invoiceId, invoiceNumber } = await newInvoice();
	expect(await settle()).toMatchObject({
		...{ invoiceNumber, status: 'paid', balanceMinor: 0, totalMinor: 2000, adjustedMinor: 2000, changed: true },
		...{ serviceStatus: 'pending_setup', provisioningNeeded: true },
	});
	expect(await adjustments()).toMatchObject([{ amountMinor: 2000, reason: 'cash, receipt 12', actor: 'a test' }]);
	const audit = await office.store.asStaff(
		async (transaction) => await listAudit(transaction, { correlationId: invoiceNumber }),
	);
	expect(audit).toMatchObject([
		{
			action: 'invoice.adjust',
			subject: invoiceId,
			actor: 'a test',
			detail: { invoiceNumber, amountMinor: 2000, currency: 'EUR', reason: 'cash, receipt 12' },
		},
	]);
});

test('settling what is settled changes nothing, also when it is asked twenty times at once', async () => {
	const { settle, adjustments, pay } = await newInvoice();
	const settled = await Promise.all(Array.from({ length: 20 }, async () => await settle()));
	expect(settled.filter(({ changed }) => changed)).toHaveLength(1);
	expect(settled.every(({ status, adjustedMinor }) => status === 'paid' && adjustedMinor === 2000)).toBe(true);
	expect(await adjustments()).toHaveLength(1);

	const { settle: again, adjustments: none, pay: first } = await newInvoice();
	await first(1);
	expect(await again()).toMatchObject({ status: 'paid', adjustedMinor: 0, changed: false });
	expect(await none()).toEqual([]);
	// Money for what was settled by hand is for a person.
	expect(await pay(2)).toMatchObject({ outcome: 'duplicate', needsAttention: true, invoiceStatus: 'paid' });
});

test('twenty adjustments at once under one reference are one; under none, they are twenty', async () => {
	const { adjust, adjustments } = await newInvoice();
	const made = await Promise.all(Array.from({ length: 20 }, async () => await adjust('1.00', 'goodwill', 'ticket-7')));
	expect(made.filter(({ changed }) => changed)).toHaveLength(1);
	expect(await adjustments()).toHaveLength(1);
	expect(made.at(-1)).toMatchObject({ balanceMinor: 1900, status: 'partial', adjustedMinor: 100 });

	const other = await newInvoice();
	const all = await Promise.allSettled(Array.from({ length: 22 }, async () => await other.adjust('1.00')));
	expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
	expect(await other.adjustments()).toHaveLength(20);
	expect(await other.settle()).toMatchObject({ status: 'paid', adjustedMinor: 2000, changed: false });
});

test('a repeat by its reference is the same adjustment, also when the whole total was taken off', async () => {
	const { adjust, adjustments } = await newInvoice();
	await adjust('20.00', 'a gift', 'gift-1');
	expect(await adjust('20.00', 'a gift', 'gift-1')).toMatchObject({
		status: 'paid',
		adjustedMinor: 2000,
		changed: false,
	});
	await expect(adjust('2.00', 'another', 'gift-1')).rejects.toMatchObject({ field: 'reference' });
	expect(await adjustments()).toHaveLength(1);
});

test('a part that is taken off, and the rest that is paid, settle the invoice without attention', async () => {
	const { adjust, pay } = await newInvoice();
	expect(await adjust('5')).toMatchObject({ status: 'partial', balanceMinor: 1500, provisioningNeeded: false });
	expect(await pay(1, 1500)).toMatchObject({
		...{ outcome: 'paid', needsAttention: false, provisioningNeeded: true, invoiceStatus: 'paid' },
	});
});

test('an underpaid payment is settled by the adjustment: nothing of it needs a person any more', async () => {
	const { pay, settle, stripe } = await newInvoice();
	expect(await pay(1, 1500)).toMatchObject({ outcome: 'underpaid', needsAttention: true });
	expect(await settle('the rest is a gift')).toMatchObject({ adjustedMinor: 500, provisioningNeeded: true });
	expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([{ outcome: 'paid', needsAttention: false }]);
});

test('a negative amount takes back what was taken off, and the service waits again', async () => {
	const { settle, adjust, adjustments, pay, service } = await newInvoice();
	await settle();
	expect(await adjust('-5.00', 'a mistake')).toMatchObject({
		...{ status: 'partial', balanceMinor: 500, adjustedMinor: 1500, serviceStatus: 'pending_payment' },
	});
	expect(await adjust('-15.00', 'a mistake')).toMatchObject({
		...{ status: 'open', balanceMinor: 2000, adjustedMinor: 0, provisioningNeeded: false },
	});
	expect(await adjustments()).toHaveLength(3);
	expect(await pay(1)).toMatchObject({ outcome: 'paid', needsAttention: false, provisioningNeeded: true });
	expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid', balance: 0 }]);
});

test('all of it taken back at once leaves the invoice open, and a running service runs on', async () => {
	const { settle, adjust, service } = await newInvoice();
	await settle();
	await office.store.asStaff(async (transaction) => await forceStatus(transaction, service.serviceId, 'active'));
	expect(await adjust('-20.00', 'a mistake')).toMatchObject({
		...{ status: 'open', balanceMinor: 2000, serviceStatus: 'active' },
	});
});

test('an adjustment beyond a payment makes it overpaid, for a person', async () => {
	const { pay, adjust, stripe } = await newInvoice();
	await pay(1);
	expect(await adjust('5.00')).toMatchObject({ status: 'paid', balanceMinor: 0, adjustedMinor: 500 });
	expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([
		{ outcome: 'overpaid', outcomeDetail: expect.stringContaining('5.00 EUR more'), needsAttention: true },
	]);
});

test.each<[string, string, string]>([
	['20.01', 'amount', 'more off INV-'],
	['-0.01', 'amount', 'more than was taken off'],
	['0', 'amount', 'is 0'],
	['0.00', 'amount', 'is 0'],
	['1.001', 'amount', ''],
	['five', 'amount', ''],
])('%s is refused, and nothing changes', async (amount, field, words) => {
	const { adjust, adjustments, service } = await newInvoice();
	await expect(adjust(amount)).rejects.toMatchObject({ field, message: expect.stringContaining(words) });
	expect(await adjustments()).toEqual([]);
	expect(await scene.books(service.domain)).toMatchObject([{ status: 'open', balance: 2000 }]);
});

test('an invoice that is void or unknown is refused', async () => {
	const { adjust, settle, invoiceId } = await newInvoice();
	await database.owner.query(`update msp.invoice set status = 'void', balance_minor = 0 where id = $1`, [invoiceId]);
	const refused = { field: 'invoice', message: expect.stringContaining('is void: nothing is owed on it') };
	await expect(adjust('1.00')).rejects.toMatchObject(refused);
	await expect(settle()).rejects.toMatchObject(refused);
	await expect(settleByHand(office, { invoice: 'INV-none', reason: 'cash' })).rejects.toMatchObject({
		field: 'invoice',
		message: expect.stringContaining('no invoice has the number INV-none'),
	});
});
