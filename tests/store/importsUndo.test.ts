import { adjustInvoice, applyPayment } from '../../core/billing';
import { getInvoice } from '../../core/invoices';
import {
	exportCustomers,
	exportInvoices,
	exportPayments,
	forgetOldFiles,
	listBatches,
	openUpload,
	rememberedLayouts,
	rememberLayout,
	saveUpload,
	undoImport,
} from '../../core/imports';
import { readFile } from 'node:fs/promises';
import { insertPaymentEvent, isRejection } from '../../core/payments';
import { readStripeEvent } from '../../core/stripe';
import { customer, importTabs, invoice, payment } from '../support/importScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: ReturnType<typeof backOfficeOn>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const books = async () =>
	(
		await database.owner.query<Readonly<Record<string, unknown>>>(
			`select i.number, c.customer_code as customer, i.total_minor::int as total, i.balance_minor::int as balance, i.status, i.notes,
				i.due_on::text as due, (select json_agg(l.description order by l.position) from msp.invoice_line l where l.invoice_id = i.id) as lines,
				(select json_agg(y.amount_minor order by y.payment_reference) from msp.payment y where y.invoice_id = i.id) as payments
			from msp.invoice i join msp.customer c on c.id = i.customer_id
			union all select '', customer_code || ' ' || name || coalesce(email, ''), 0, 0, '', '', '', null, null from msp.customer
			order by 1, 2`,
		)
	).rows.map((row) => JSON.stringify(row));
const line = (description: string) => ({ description, quantity: '1', unitPriceMinor: null, totalMinor: 12_100 });

/** Stripe tells of a checkout that pays an invoice. */
async function payByStripe(number: string, amountMinor: number, created: number) {
	const { invoiceId, customerId } = await database.store.asStaff(
		async (transaction) => await getInvoice(transaction, number),
	);
	const id = `${number}_${created}`;
	const object = {
		...{ id: `cs_${id}`, object: 'checkout.session', mode: 'payment', payment_status: 'paid', currency: 'eur' },
		...{
			amount_subtotal: amountMinor,
			amount_total: amountMinor,
			payment_intent: `pi_${id}`,
			metadata: { invoice: number },
		},
	};
	const body = {
		id: `evt_${id}`,
		object: 'event',
		type: 'checkout.session.completed',
		created,
		livemode: false,
		data: { object },
	};
	const read = readStripeEvent(Buffer.from(JSON.stringify(body)));
	if (isRejection(read)) throw new Error('the event was refused');
	const eventId = await database.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, read));
	await database.owner.query('update msp.payment_event set customer_id = $2, invoice_id = $3 where id = $1', [
		...[eventId, customerId, invoiceId],
	]);
	return await applyPayment(office, eventId ?? '');
}
const later = Math.floor(Date.parse('2999-01-01T00:00:00Z') / 1_000);
const earlier = Math.floor(Date.parse('2026-01-10T00:00:00Z') / 1_000);

test('an undo removes what the import made, and puts back what it changed', async () => {
	await importTabs(database.store, {
		customers: [customer({ customerCode: 'old', customerName: 'Old' })],
		invoices: [
			invoice({ number: 'U-1', customerCode: 'old', line: line('as it was') }),
			invoice({ number: 'U-2', customerCode: 'old' }),
		],
		payments: [payment({ number: 'U-2', amountMinor: 100, reference: 'r' })],
	});
	const before = await books();
	const batch = await importTabs(database.store, {
		customers: [customer({ customerCode: 'old', customerEmail: 'old@x.example' })],
		invoices: [
			invoice({ number: 'U-1', customerCode: 'old', line: line('as it is'), notes: 'new', dueOn: '2026-05-01' }),
			invoice({ number: 'U-3', customerName: 'Made', line: line('x') }),
		],
		payments: [
			payment({ number: 'U-2', amountMinor: 300, reference: 'r' }),
			payment({ number: 'U-2', amountMinor: 50 }),
		],
	});
	expect(await books()).not.toEqual(before);
	expect(await undoImport(database.store, batch.batchId)).toMatchObject({
		...{ invoicesRemoved: 1, invoicesRestored: 2, paymentsRemoved: 1, paymentsRestored: 1 },
		...{ customersRemoved: 1, customersRestored: 1 },
	});
	expect(await books()).toEqual(before);
	await expect(undoImport(database.store, batch.batchId)).rejects.toThrow('is undone');
});

test('an undo is refused as a whole when something later depends on the import', async () => {
	const numbers = ['V-1', 'V-2', 'V-3', 'V-4', 'V-5'];
	const batch = await importTabs(database.store, { invoices: numbers.map((number) => invoice({ number })) });
	await payByStripe('V-1', 12_100, later);
	await adjustInvoice(office, { invoice: 'V-2', amount: '1.00', reason: 'an apology' });
	const third = await importTabs(database.store, {
		invoices: [invoice({ number: 'V-3', notes: 'x' })],
		payments: [payment({ number: 'V-4', amountMinor: 100 })],
	});
	const before = await books();
	await expect(undoImport(database.store, batch.batchId)).rejects.toMatchObject({
		fault: 'conflict',
		complaint:
			'cannot be taken back: V-1 has a payment of a provider, V-2 was adjusted, V-3 was changed later, V-4 was changed later, V-4 has payments of a later import',
	});
	expect(await books()).toEqual(before);
	// What came last can go first.
	await importTabs(database.store, { invoices: [invoice({ number: 'V-3', notes: 'y' })] });
	await expect(undoImport(database.store, third.batchId)).rejects.toThrow('V-3 was changed later');
});

test('a payment of Stripe that is heard after the import settles it, and the sheet does not take it back', async () => {
	await importTabs(database.store, {
		invoices: [invoice({ number: 'S-1' }), invoice({ number: 'S-2', balanceMinor: 4_000 })],
	});
	expect(await payByStripe('S-1', 12_100, later)).toMatchObject({
		outcome: 'paid',
		invoiceStatus: 'paid',
		invoiceBalanceMinor: 0,
	});
	// The sheet says what was paid before; Stripe the rest.
	expect(await payByStripe('S-2', 1_000, later)).toMatchObject({
		invoiceStatus: 'partial',
		invoiceBalanceMinor: 3_000,
	});
	expect(await payByStripe('S-2', 3_000, later + 1)).toMatchObject({
		outcome: 'paid',
		invoiceStatus: 'paid',
		invoiceBalanceMinor: 0,
	});
	const stated = async () =>
		(await books()).filter((row) => row.includes('"S-')).map((row) => /"status":"(\w+)"/.exec(row)?.[1]);
	const again = await importTabs(database.store, {
		invoices: [invoice({ number: 'S-1', notes: 'x' }), invoice({ number: 'S-2', balanceMinor: 4_000, notes: 'x' })],
	});
	expect(again.toSettle).toEqual([]);
	expect(await stated()).toEqual(['paid', 'paid']);
});

test('settlement passes over the payments of a sheet', async () => {
	const tabs = {
		invoices: [invoice({ number: 'S-3' })],
		payments: [payment({ number: 'S-3', amountMinor: 2_100, method: 'cash' })],
	};
	await importTabs(database.store, tabs);
	const rowOf = async () =>
		(await database.owner.query(`select *, xmin::text from msp.payment where payment_reference like 'main:S-3:%'`))
			.rows;
	const before = await rowOf();
	expect(before).toHaveLength(1);
	// Of before the import: the sheet knows it, or not; it rules.
	expect(await payByStripe('S-3', 5_000, earlier)).toMatchObject({
		invoiceStatus: 'partial',
		invoiceBalanceMinor: 10_000,
	});
	// The two are more than the invoice asks for.
	expect(await payByStripe('S-3', 10_000, later)).toMatchObject({ outcome: 'overpaid', invoiceStatus: 'paid' });
	expect(await rowOf()).toEqual(before);
	expect((await importTabs(database.store, tabs)).counts).toMatchObject({ invoices: { unchanged: 1, updated: 0 } });
});

test('a file is kept in pieces until it is not needed any more', async () => {
	const bytes = Buffer.alloc(2_500_000, 'spreadsheet ');
	async function* stream() {
		for (let from = 0; from < bytes.length; from += 70_000) yield bytes.subarray(from, from + 70_000);
	}
	const upload = { companyCode: 'main', fileName: 'x.xlsx', uploadedBy: 'a clerk' };
	const { batchId, fileBytes } = await saveUpload(database.store, { ...upload, bytes: stream() });
	expect(fileBytes).toBe(bytes.length);
	const opened = await openUpload(database.store, batchId);
	expect((await readFile(opened.path)).equals(bytes)).toBe(true);
	await opened.close();
	await expect(readFile(opened.path)).rejects.toThrow('ENOENT');
	await expect(saveUpload(database.store, { ...upload, bytes: stream(), mostBytes: 1_048_576 })).rejects.toThrow(
		"'file' is larger than 1 MB",
	);
	expect(await forgetOldFiles(database.store)).toBe(0);
	await database.owner.query(`alter table msp.import_batch disable trigger touch;
		update msp.import_batch set updated_at = now() - interval '15 days'; alter table msp.import_batch enable trigger touch`);
	expect(await forgetOldFiles(database.store)).toBe(1);
	await expect(openUpload(database.store, batchId)).rejects.toThrow('has no file any more');
});

test('layouts are remembered for a company', async () => {
	await database.store.asStaff(async (transaction) => {
		await rememberLayout(transaction, { companyCode: 'main', layout: 'abc', correction: { dateOrder: 'dmy' } });
		await rememberLayout(transaction, { companyCode: 'main', layout: 'abc', correction: { dateOrder: 'mdy' } });
		expect([...(await rememberedLayouts(transaction, 'main'))]).toEqual([['abc', { dateOrder: 'mdy' }]]);
	});
});

test('exports read everything once, page by page', async () => {
	const invoices = Array.from({ length: 1_500 }, (_, index) =>
		invoice({ number: `E-${index}`, customerName: 'Exported', ...(index === 0 && { line: line('a line') }) }),
	);
	const payments = invoices.map(({ number }) => payment({ number, amountMinor: 100 }));
	await importTabs(database.store, { invoices, payments });
	const all = async <T>(pages: AsyncIterable<readonly T[]>) => {
		const rows: T[] = [];
		for await (const page of pages) rows.push(...page);
		return rows;
	};
	const filter = { companyCode: 'main', customerCode: 'exported' };
	const found = await all(exportInvoices(database.store, filter));
	expect(new Set(found.map(({ number }) => number)).size).toBe(1_500);
	expect(found).toHaveLength(1_500);
	expect(found.find(({ number }) => number === 'E-0')).toMatchObject({
		...{ issuedOn: '2026-01-05', dueOn: '2026-02-04', balanceMinor: 12_000, status: 'partial' },
		lines: [{ description: 'a line', quantity: '1', unitPriceMinor: null, totalMinor: 12_100 }],
	});
	expect(await all(exportInvoices(database.store, { ...filter, from: '2026-01-06' }))).toEqual([]);
	const paid = await all(exportPayments(database.store, { ...filter, to: '2026-01-20' }));
	expect(paid).toHaveLength(1_500);
	expect(paid[0]).toMatchObject({ paidOn: '2026-01-20', amountMinor: 100, provider: 'import' });
	expect(await all(exportCustomers(database.store, filter))).toMatchObject([
		{ customerName: 'Exported', customerEmail: null },
	]);
	const batches = await database.store.asStaff(async (transaction) => await listBatches(transaction, { limit: 1 }));
	expect(batches).toMatchObject([{ status: 'imported', counts: { invoices: { created: 1_500 } } }]);
});
