import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { adjustInvoice, applyPayment } from '../../core/billing';
import { exportWorkbook, importWorkbook, type ExportKind } from '../../core/importDesk';
import { undoImport } from '../../core/imports';
import { getInvoice } from '../../core/invoices';
import { insertPaymentEvent, isRejection } from '../../core/payments';
import { readStripeEvent } from '../../core/stripe';
import { importTabs, invoice, payment } from '../support/importScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: ReturnType<typeof backOfficeOn>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

/** What is owed on an invoice that was imported a day ago, and heard of since. */
async function stateOf(number: string) {
	const { status, balanceMinor } = await database.store.asStaff(
		async (transaction) => await getInvoice(transaction, number),
	);
	return [status, balanceMinor];
}

async function importedYesterday(number: string) {
	await importTabs(database.store, { invoices: [invoice({ number })] });
	await database.owner.query(`update msp.invoice set source_changed_at = now() - interval '1 day' where number = $1`, [
		number,
	]);
}

/** Stripe tells an hour ago's payment of an invoice. */
async function payByStripe(number: string, amountMinor = 12_100) {
	const { invoiceId, customerId } = await database.store.asStaff(
		async (transaction) => await getInvoice(transaction, number),
	);
	const object = {
		...{ id: `cs_${number}`, object: 'checkout.session', mode: 'payment', payment_status: 'paid', currency: 'eur' },
		...{ amount_subtotal: amountMinor, amount_total: amountMinor, payment_intent: `pi_${number}` },
		metadata: { invoice: number },
	};
	const created = Math.floor(Date.now() / 1_000) - 3_600;
	const event = { id: `evt_${number}`, object: 'event', type: 'checkout.session.completed', created, livemode: false };
	const read = readStripeEvent(Buffer.from(JSON.stringify({ ...event, data: { object } })));
	if (isRejection(read)) throw new Error('the event was refused');
	const eventId = await database.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
	await database.owner.query('update msp.payment_event set customer_id = $2, invoice_id = $3 where id = $1', [
		...[eventId, customerId, invoiceId],
	]);
	await applyPayment(office, eventId ?? '');
}

describe('an undo', () => {
	test('of a remark leaves an invoice paid that Stripe paid in between', async () => {
		await importedYesterday('U-1');
		await payByStripe('U-1');
		const { batchId } = await importTabs(database.store, { invoices: [invoice({ number: 'U-1', notes: 'a remark' })] });
		await undoImport(database.store, batchId);
		expect(await stateOf('U-1')).toEqual(['paid', 0]);
	});

	test('of another total counts again what Stripe paid before that', async () => {
		await importedYesterday('U-2');
		await payByStripe('U-2', 2_100);
		const { batchId } = await importTabs(database.store, {
			invoices: [invoice({ number: 'U-2', totalMinor: 20_000 })],
		});
		await undoImport(database.store, batchId);
		expect(await stateOf('U-2')).toEqual(['partial', 10_000]);
	});
});

describe('an adjustment of an imported invoice', () => {
	const adjust = async (number: string, amount: string) =>
		await adjustInvoice(office, { invoice: number, amount, reason: 'a credit note' });

	test('lowers what is owed, until it is taken back or the sheet tells another balance', async () => {
		await importedYesterday('J-1');
		await adjust('J-1', '21.00');
		expect(await stateOf('J-1')).toEqual(['partial', 10_000]);
		await payByStripe('J-1', 5_000);
		expect(await stateOf('J-1')).toEqual(['partial', 5_000]);
		await adjust('J-1', '-21.00');
		expect(await stateOf('J-1')).toEqual(['partial', 7_100]);
		await importTabs(database.store, { invoices: [invoice({ number: 'J-1', balanceMinor: 6_000 })] });
		expect(await stateOf('J-1')).toEqual(['partial', 6_000]);
	});

	test.each(['21.00', '121.00'])('of %s outlives a remark, another total, and their undo', async (amount) => {
		const number = `J-${amount}`;
		await importedYesterday(number);
		await adjust(number, amount);
		const was = await stateOf(number);
		expect(was).toEqual(amount === '121.00' ? ['paid', 0] : ['partial', 10_000]);
		for (const other of [{ notes: 'a remark' }, { totalMinor: 20_000 }]) {
			const { batchId } = await importTabs(database.store, { invoices: [invoice({ number, ...other })] });
			await undoImport(database.store, batchId);
			expect(await stateOf(number)).toEqual(was);
		}
	});
});

/** The payments of an invoice, by amount. */
async function paymentsOf(number: string) {
	const { rows } = await database.owner.query<{ provider: string; amount: number }>(
		`select y.provider, y.amount_minor::int as amount from msp.payment y join msp.invoice i on i.id = y.invoice_id
		where i.number = $1 order by 2, 1`,
		[number],
	);
	return rows.map(({ provider, amount }) => [provider, amount]);
}

test('instalments with one reference are two payments, and one of them can be corrected', async () => {
	const reference = '+++090/9337/55493+++';
	const first = { number: 'S-1', reference, amountMinor: 5_000, paidOn: '2026-01-20' };
	const second = { ...first, amountMinor: 7_100, paidOn: '2026-02-20' };
	await importTabs(database.store, { invoices: [invoice({ number: 'S-1' })] });
	await importTabs(database.store, { payments: [payment(first)] });
	await importTabs(database.store, { payments: [payment(second)] });
	expect([await stateOf('S-1'), await paymentsOf('S-1')]).toEqual([
		['paid', 0],
		[
			['import', 5_000],
			['import', 7_100],
		],
	]);
	const { counts } = await importTabs(database.store, {
		payments: [payment(first), payment({ ...second, amountMinor: 2_100 })],
	});
	expect(counts.payments).toEqual({ created: 0, updated: 1, unchanged: 1, rejected: 0 });
	expect(await stateOf('S-1')).toEqual(['partial', 5_000]);
});

test('net, VAT and lines that are stored are of the total that is stored, and an undo brings them back', async () => {
	const line = { description: 'x', quantity: '1', unitPriceMinor: null, totalMinor: 12_100 };
	const partsOf = async (number: string) => {
		const { rows } = await database.owner.query<{ parts: unknown }>(
			`select array[net_minor, tax_minor, total_minor, (select sum(total_minor) from msp.invoice_line l
				where l.invoice_id = i.id)]::int[] as parts from msp.invoice i where number = $1`,
			[number],
		);
		return rows[0]?.parts;
	};
	const first = { number: 'L-1', netMinor: 10_000, taxMinor: 2_100, line };
	await importTabs(database.store, { invoices: [invoice(first)] });
	const changes = [
		[{ netMinor: 11_415 }, [11_415, null, 12_100, 12_100]],
		[{ netMinor: 10_000 }, [10_000, 2_100, 12_100, 12_100]],
		[{ notes: 'a remark' }, [10_000, 2_100, 12_100, 12_100]],
		[{ totalMinor: 20_000 }, [null, null, 20_000, null]],
	] as const;
	for (const [change, parts] of changes) {
		const batch = await importTabs(database.store, { invoices: [invoice({ number: 'L-1', ...change })] });
		expect(await partsOf('L-1')).toEqual(parts);
		if (batch.counts.invoices.updated > 0) await undoImport(database.store, batch.batchId);
		expect(await partsOf('L-1')).toEqual([10_000, 2_100, 12_100, 12_100]);
	}
});

test('payments of an invoice that is not the one that is stored are refused with it', async () => {
	const kept = { number: 'O-1', customerName: 'Owner' };
	await importTabs(database.store, { invoices: [invoice(kept)] });
	for (const other of [{ customerName: 'Stranger' }, { currency: 'USD' }]) {
		const { counts } = await importTabs(database.store, {
			invoices: [invoice({ ...kept, ...other })],
			payments: [payment({ number: 'O-1', amountMinor: 100 })],
		});
		expect(counts).toMatchObject({ invoices: { rejected: 1 }, payments: { created: 0, rejected: 1 } });
	}
	expect(await stateOf('O-1')).toEqual(['open', 12_100]);
});

describe('an export that is imported again', () => {
	test.each<[name: string, kinds: ExportKind[]]>([
		['invoices and payments', ['invoices', 'payments']],
		['payments alone', ['payments']],
	])('of %s doubles no payment', async (customerName, kinds) => {
		const [bank, plain, stripe] = [`X%${customerName}:1`, `${customerName} 2`, `${customerName} 3`] as const;
		const numbers = [bank, plain, stripe];
		await importTabs(database.store, {
			invoices: numbers.map((number) => invoice({ number, customerName })),
			payments: [
				payment({ number: bank, amountMinor: 1_000, reference: 'bank: 1', currency: 'EUR' }),
				payment({ number: plain, amountMinor: 2_000 }),
				payment({ number: plain, amountMinor: 2_000 }),
			],
		});
		await database.owner.query(`update msp.invoice set source_changed_at = now() - interval '1 day'`);
		await payByStripe(stripe, 5_000);
		const states = async () =>
			await Promise.all(numbers.map(async (number) => [await stateOf(number), await paymentsOf(number)]));
		const before = await states();
		const out = new PassThrough();
		const customerCode = customerName.replaceAll(' ', '-');
		const filter = { companyCode: 'main', customerCode, kinds, language: 'en' as const };
		const [bytes] = await Promise.all([buffer(out), exportWorkbook(database.store, out, filter)]);
		const file = { name: 'export.xlsx', source: { bytes } };
		const { counts } = await importWorkbook(database.store, file, { companyCode: 'main' });
		expect(counts).toMatchObject({
			invoices: { created: 0, rejected: 0 },
			payments: { created: 0, updated: 0, unchanged: 4, rejected: 0 },
		});
		expect(await states()).toEqual(before);
	});
});
