import { findCustomerByCode } from '../../core/customers';
import { inspectImport, listImportRows, standardRules, undoImport } from '../../core/imports';
import { InputError } from '../../core/kernel/errors';
import { merge } from '../support/customerMergeScene';
import { customer, importTabs, invoice, newBatch, payment, refused, workbook } from '../support/importScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());

type Row = Readonly<Record<string, unknown>>;
const rows = async (sql: string, values: unknown[] = []) => (await database.owner.query<Row>(sql, values)).rows;
const stored = async (like: string) =>
	await rows(
		`select i.number, c.customer_code as customer, i.total_minor::int as total, i.balance_minor::int as balance, i.status,
			i.due_on::text as due from msp.invoice i join msp.customer c on c.id = i.customer_id where i.number like $1 order by 1`,
		[like],
	);
const rejected = async (batchId: string) =>
	(await database.store.asStaff(async (transaction) => await listImportRows(transaction, { batchId, limit: null })))
		.filter(({ outcome }) => outcome === 'rejected')
		.map(({ kind, rowNumber, problems }) => [kind, rowNumber, ...problems.map(({ code }) => code)]);

test('invoices, payments and customers of three tabs', async () => {
	const batch = await importTabs(database.store, {
		customers: [customer({ customerCode: 'acme', customerName: 'Acme BV', vatNumber: 'BE0123456749', language: 'nl' })],
		invoices: [
			invoice({ number: 'A-1', customerName: 'ACME B.V.' }),
			invoice({ number: 'A-2', customerName: null, vatNumber: 'BE0123456749', balanceMinor: 100, dueOn: '2026-03-01' }),
			invoice({ number: 'A-3', customerName: 'Boulangerie Été', status: 'paid' }),
			invoice({
				number: 'A-4',
				customerName: 'Boulangerie Ete SRL',
				paidMinor: 2_100,
				netMinor: 10_000,
				taxMinor: 2_100,
			}),
			invoice({ number: 'A-5', customerName: 'Boulangerie Ete', status: 'void' }),
		],
		payments: [
			payment({ number: 'A-1', amountMinor: 12_000, reference: 'bank 1', method: 'transfer' }),
			payment({ number: 'A-1', amountMinor: -1_000, reference: 'bank 2' }),
		],
	});
	expect(batch).toMatchObject({
		status: 'imported',
		counts: {
			invoices: { created: 5, updated: 0, unchanged: 0, rejected: 0 },
			payments: { created: 2, updated: 0, unchanged: 0, rejected: 0 },
			customers: { created: 2, updated: 0, unchanged: 0, rejected: 0 },
			rows: 8,
		},
		toSettle: [],
	});
	expect(await stored('A-%')).toEqual([
		{ number: 'A-1', customer: 'acme', total: 12_100, balance: 1_100, status: 'partial', due: '2026-02-04' },
		{ number: 'A-2', customer: 'acme', total: 12_100, balance: 100, status: 'partial', due: '2026-03-01' },
		{ number: 'A-3', customer: 'boulangerie-ete', total: 12_100, balance: 0, status: 'paid', due: '2026-02-04' },
		{
			number: 'A-4',
			customer: 'boulangerie-ete',
			total: 12_100,
			balance: 10_000,
			status: 'partial',
			due: '2026-02-04',
		},
		{ number: 'A-5', customer: 'boulangerie-ete', total: 12_100, balance: 0, status: 'void', due: '2026-02-04' },
	]);
	expect(
		await rows(
			`select payment_reference as reference, amount_minor::int as amount, refunded_minor::int as back, outcome, outcome_detail as detail,
				needs_attention from msp.payment where provider = 'import' order by 1`,
		),
	).toEqual([
		...[
			{
				reference: 'main:A-1:bank 1:2026-01-20',
				amount: 12_000,
				back: 0,
				outcome: 'paid',
				detail: 'transfer',
				needs_attention: false,
			},
		],
		...[
			{
				reference: 'main:A-1:bank 2:2026-01-20',
				amount: 0,
				back: 1_000,
				outcome: 'paid',
				detail: '',
				needs_attention: false,
			},
		],
	]);
	expect(await rows(`select name, email, vat_number, language from msp.customer where customer_code = 'acme'`)).toEqual(
		[{ name: 'Acme BV', email: null, vat_number: 'BE0123456749', language: 'nl' }],
	);
});

/** Every version of every row that an import may write. */
const versions = async () =>
	await rows(`select 'i' as what, id::text, xmin::text, updated_at from msp.invoice
		union all select 'y', id::text, xmin::text, updated_at from msp.payment
		union all select 'c', id::text, xmin::text, updated_at from msp.customer
		union all select 'l', invoice_id || ':' || position, xmin::text, null from msp.invoice_line order by 1, 2`);

const line = (number: string, totalMinor: number, more: object = {}) =>
	invoice({
		...{ number, customerName: 'Lines Ltd', totalMinor: null },
		...{ line: { description: `of ${totalMinor}`, quantity: '1.5', unitPriceMinor: null, totalMinor }, ...more },
	});

test('the same file twice changes nothing, and a changed one only what changed', async () => {
	const tabs = {
		customers: [customer({ customerCode: 'twice', customerName: 'Twice', customerEmail: 'twice@x.example' })],
		invoices: [
			...['T-1', 'T-2', 'T-3'].map((number) => invoice({ number, customerCode: 'twice', notes: 'as it was' })),
			...[line('T-4', 1_000), line('T-4', 2_000, { taxRate: '21' })],
		],
		payments: [payment({ number: 'T-1', amountMinor: 100 }), payment({ number: 'T-1', amountMinor: 100 })],
	};
	await importTabs(database.store, tabs);
	const before = await versions();
	const again = await importTabs(database.store, tabs);
	expect(await versions()).toEqual(before);
	expect(again.counts).toMatchObject({
		invoices: { created: 0, updated: 0, unchanged: 4 },
		payments: { created: 0, updated: 0, unchanged: 2 },
		customers: { created: 0, updated: 0, unchanged: 1 },
	});

	const [first, second, ...others] = tabs.invoices;
	if (!first || !second) throw new Error('there are five rows');
	const changed = {
		...tabs,
		invoices: [{ ...first, notes: 'as it is' }, second, ...others.slice(0, 2), line('T-4', 2_500, { taxRate: '21' })],
	};
	const inspected = await inspectImport(database.store, workbook(changed), { ...standardRules, companyCode: 'main' });
	expect(await versions()).toEqual(before);
	const differences = inspected.differences.map(({ number, field, before: was, after }) => [number, field, was, after]);
	expect(differences).toHaveLength(6);
	expect(differences).toEqual(
		expect.arrayContaining([
			['T-1', 'notes', 'as it was', 'as it is'],
			['T-4', 'lines', expect.any(Array), expect.any(Array)],
			['T-4', 'netMinor', 3_000, 3_500],
			['T-4', 'taxMinor', 420, 525],
			['T-4', 'totalMinor', 3_420, 4_025],
			['T-4', 'balanceMinor', 3_420, 4_025],
		]),
	);
	const third = await importTabs(database.store, changed);
	expect(third.counts).toMatchObject({ invoices: { created: 0, updated: 2, unchanged: 2 } });
	expect(third.counts).toEqual(inspected.counts);
	const after = new Map((await versions()).map((row) => [`${String(row.what)}${String(row.id)}`, row.xmin]));
	const touched = before.filter((row) => after.get(`${String(row.what)}${String(row.id)}`) !== row.xmin);
	const [{ one, four }] = (await rows(
		`select min(id::text) filter (where number = 'T-1') as one, min(id::text) filter (where number = 'T-4') as four
		from msp.invoice where number like 'T-%'`,
	)) as [Row];
	expect(touched.map(({ id }) => id).sort()).toEqual([one, four, `${String(four)}:1`, `${String(four)}:2`].sort());
});

test('five mistakes in 10,000 rows: exactly five are refused, and the rest is imported, or nothing', async () => {
	const good = (count: number) => invoice({ number: `M-${count}`, customerName: `Customer ${count % 50}` });
	await importTabs(database.store, { invoices: [invoice({ number: 'M-7000', customerName: 'Somebody else' })] });
	const texts = ['M-3000', '2026-01-05'];
	const invoices = Array.from({ length: 10_000 }, (_, index) => {
		if (index === 3_000) return refused('invoices', texts);
		if (index === 4_000) return { ...good(index), currency: 'USD', number: 'M-1' };
		if (index === 5_000) return { ...good(index), customerName: 'Custommer 1', customerCode: null };
		if (index === 6_000) return good(5_999);
		return good(index);
	});
	const five = [
		['invoices', 3_002, 'not_an_amount'],
		['invoices', 4_002, 'duplicate_in_file'],
		['invoices', 5_002, 'customer_looks_like'],
		['invoices', 6_002, 'duplicate_in_file'],
		['invoices', 7_002, 'invoice_of_other_customer'],
	];
	const before = await versions();
	const source = workbook({ invoices });
	const nothing = await importTabs(database.store, source, { onProblem: 'import_nothing' });
	expect(nothing).toMatchObject({ status: 'refused', counts: { invoices: { created: 9_995, rejected: 5 } } });
	expect(await rejected(nothing.batchId)).toEqual(five);
	expect(await versions()).toEqual(before);

	const rest = await importTabs(database.store, source);
	expect(rest).toMatchObject({
		status: 'imported',
		counts: { invoices: { created: 9_995, rejected: 5 }, rows: 10_000 },
	});
	expect(await rejected(rest.batchId)).toEqual(five);
	const [row] = await database.store.asStaff(
		async (transaction) =>
			await listImportRows(transaction, { batchId: rest.batchId, outcomes: ['rejected'], limit: 1 }),
	);
	expect(row).toMatchObject({ texts, sheetName: 'invoices', subject: 'M-3000' });
	const [, duplicate] = await database.store.asStaff(
		async (transaction) => await listImportRows(transaction, { batchId: rest.batchId, limit: 2 }),
	);
	// The cells of rows that the database found come from a second reading.
	expect(duplicate).toMatchObject({
		texts: expect.arrayContaining(['M-1', 'USD']) as unknown,
		problems: [{ field: 'number', column: 0, value: 'M-1', details: { row: 3 } }],
	});
	expect(source.readings()).toBe(4);
});

test('rows that do not agree with each other or with what is stored', async () => {
	await importTabs(database.store, {
		invoices: [invoice({ number: 'D-1' }), invoice({ number: 'D-2', customerName: 'Other' })],
	});
	await database.owner.query(
		`insert into msp.invoice (customer_id, number, currency, total_minor, balance_minor, due_on)
		select id, 'OWN-1', 'EUR', 100, 100, '2026-01-01' from msp.customer where customer_code = 'acme'`,
	);
	const batch = await importTabs(database.store, {
		invoices: [
			...[invoice({ number: 'D-1', currency: 'USD' }), invoice({ number: 'D-2' }), invoice({ number: 'OWN-1' })],
			// One line of an invoice is wrong: none is imported.
			...[line('D-3', 100), refused('invoices', ['D-3']), line('D-3', 300)],
			...[line('D-4', 100, { dueOn: '2026-01-30' }), line('D-4', 100, { dueOn: '2026-01-31' })],
			...[line('D-5', 100, { totalMinor: 500, netMinor: 400 }), line('D-5', 200, { totalMinor: 500 })],
			...[line('D-6', 100, { totalMinor: 242, taxMinor: 42 }), line('D-6', 100)],
		],
		payments: [
			payment({ number: 'D-9' }),
			payment({ number: 'OWN-1' }),
			...[
				payment({ number: 'D-6', amountMinor: 200, reference: 'r' }),
				payment({ number: 'D-6', amountMinor: 1, reference: 'r' }),
			],
			...[payment({ number: 'D-6', amountMinor: 42, currency: 'USD' }), payment({ number: 'D-6', amountMinor: 43 })],
			payment({ number: 'D-6', amountMinor: 42, currency: 'EUR' }),
		],
		customers: [
			customer({ customerCode: 'acme', vatNumber: 'BE0123456749' }),
			...[customer({ customerName: 'Twin' }), customer({ customerName: 'TWIN' })],
			customer({ customerCode: 'twice', vatNumber: 'BE0123456749' }),
		],
	});
	expect(await rejected(batch.batchId)).toEqual([
		['invoices', 2, 'currency_changed'],
		['invoices', 3, 'invoice_of_other_customer'],
		['invoices', 4, 'invoice_of_other_source'],
		['invoices', 5, 'other_line_refused'],
		['invoices', 6, 'not_an_amount'],
		['invoices', 7, 'other_line_refused'],
		['invoices', 8, 'lines_differ'],
		['invoices', 9, 'lines_differ'],
		['invoices', 10, 'lines_differ_from_total'],
		['invoices', 11, 'other_line_refused'],
		['payments', 2, 'payment_without_invoice'],
		['payments', 3, 'invoice_of_other_source'],
		['payments', 5, 'duplicate_payment'],
		['payments', 6, 'payment_in_other_currency'],
		['payments', 7, 'payments_exceed_total'],
		['payments', 8, 'payments_exceed_total'],
		['customers', 4, 'duplicate_customer'],
		['customers', 5, 'customer_clues_differ'],
	]);
	expect(await stored('D-6')).toMatchObject([{ total: 242, balance: 42, status: 'partial' }]);
	expect(
		await rows(
			`select l.position, l.quantity::text, l.total_minor::int as total from msp.invoice_line l
			join msp.invoice i on i.id = l.invoice_id where i.number = 'D-6' order by 1`,
		),
	).toEqual([
		{ position: 1, quantity: '1.5', total: 100 },
		{ position: 2, quantity: '1.5', total: 100 },
	]);
});

test('payments of a later file lower what the sheet told, and a sheet without money opens nothing again', async () => {
	const invoices = [invoice({ number: 'P-1', balanceMinor: 10_000 }), invoice({ number: 'P-2', status: 'paid' })];
	await importTabs(database.store, { invoices });
	const payments = [payment({ number: 'P-1', amountMinor: 4_000, reference: 'one' })];
	expect((await importTabs(database.store, { payments })).counts).toMatchObject({
		invoices: { created: 0, updated: 1, unchanged: 0 },
		payments: { created: 1 },
	});
	expect(await stored('P-1')).toMatchObject([{ balance: 6_000, status: 'partial' }]);
	expect((await importTabs(database.store, { payments })).counts).toMatchObject({
		invoices: { updated: 0 },
		payments: { created: 0, unchanged: 1 },
	});
	// The bank says another amount of the same payment.
	await importTabs(database.store, { payments: [payment({ number: 'P-1', amountMinor: 5_000, reference: 'one' })] });
	expect(await stored('P-1')).toMatchObject([{ balance: 5_000 }]);
	await importTabs(database.store, { invoices: [invoice({ number: 'P-1' }), invoice({ number: 'P-2', notes: 'x' })] });
	expect(await stored('P-%')).toMatchObject([
		{ balance: 5_000, status: 'partial' },
		{ balance: 0, status: 'paid' },
	]);
});

test('unknown customers and look-alikes follow the rules', async () => {
	const near = { invoices: [invoice({ number: 'L-1', customerName: 'Bakkerij Janssen' })] };
	const unknown = await importTabs(database.store, near, { unknownCustomers: 'reject' });
	expect(await rejected(unknown.batchId)).toEqual([['invoices', 2, 'customer_unknown']]);
	await importTabs(database.store, near);
	const other = { invoices: [invoice({ number: 'L-2', customerName: 'Bakkerij Jansen' })] };
	const asked = await importTabs(database.store, other);
	expect(await rejected(asked.batchId)).toEqual([['invoices', 2, 'customer_looks_like']]);
	await importTabs(database.store, other, { lookAlikes: 'same' });
	await importTabs(
		database.store,
		{ invoices: [invoice({ number: 'L-3', customerName: 'Bakkerij Jansen' })] },
		{ lookAlikes: 'different' },
	);
	expect((await stored('L-%')).map(({ number, customer: code }) => [number, code])).toEqual([
		['L-1', 'bakkerij-janssen'],
		['L-2', 'bakkerij-janssen'],
		['L-3', 'bakkerij-jansen'],
	]);
});

test('a batch is imported once, of a company that is there', async () => {
	const batchId = await newBatch(database.store);
	const tabs = { invoices: [invoice({ number: 'B-1' })] };
	await importTabs(database.store, tabs, { batchId });
	await expect(importTabs(database.store, tabs, { batchId })).rejects.toThrow('is imported already');
	await expect(newBatch(database.store, 'nobody')).rejects.toThrow(InputError);
	expect(await rows('select count(*)::int as left from msp.import_staged')).toEqual([{ left: 0 }]);
	expect(await rows('select count(*)::int as left from msp.import_planned')).toEqual([{ left: 0 }]);
	expect(await rows('select count(*)::int as left from msp.import_clue')).toEqual([{ left: 0 }]);
});

test('a sheet that means a customer who was merged means the one who stays, and does not change who that is', async () => {
	const { store } = database;
	const known = [
		customer({ customerCode: 'merged-old', customerName: 'Old Mill', customerEmail: 'old@mill.example' }),
		customer({ customerCode: 'merged-new', customerName: 'New Mill', customerEmail: 'new@mill.example' }),
	];
	const first = await importTabs(store, { customers: known });
	await merge(backOfficeOn(store), 'merged-old', 'merged-new');
	const batch = await importTabs(store, {
		customers: known,
		invoices: [
			invoice({ number: 'MM-1', customerCode: 'merged-old', customerName: 'Old Mill' }),
			invoice({ number: 'MM-2', customerName: null, customerEmail: 'old@mill.example' }),
			invoice({ number: 'MM-3', customerName: 'Old Mill' }),
			invoice({ number: 'MM-4', customerName: 'New Mill' }),
		],
	});
	expect(batch.counts).toMatchObject({
		invoices: { created: 4, rejected: 0 },
		customers: { created: 0, updated: 0, unchanged: 2, rejected: 0 },
	});
	expect((await stored('MM-%')).map(({ customer: code }) => code)).toEqual(Array(4).fill('merged-new'));
	const kept = await store.asStaff(async (transaction) => await findCustomerByCode(transaction, 'merged-old'));
	expect(kept).toMatchObject({ customerCode: 'merged-new', name: 'New Mill' });
	// Both imports can be taken back; the customers stay, as something refers to them.
	expect(await undoImport(store, batch.batchId)).toMatchObject({ invoicesRemoved: 4, customersRemoved: 0 });
	expect(await undoImport(store, first.batchId)).toMatchObject({ customersRemoved: 0 });
});
