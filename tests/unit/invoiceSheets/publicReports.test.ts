import { formula } from '../../support/memoryWorkbook';
import { codesOf, day, fieldsOf, firstInvoice, invoiceTab, readTab, usual } from './scene';

/** Faults that people reported of other importers, each on its own kind of file. */

async function paymentsOf(amounts: readonly string[]) {
	const rows = [
		['Invoice no.', 'Payment date', 'Amount'],
		...amounts.map((amount, at) => [`F-${at}`, '2026-03-31', amount]),
	];
	const { records, questions } = await readTab(rows);
	const read = records.map((record) =>
		record.kind === 'payments' ? (record.values?.amountMinor ?? codesOf(record.problems).join()) : null,
	);
	return { read, questions: questions.map(({ kind }) => kind) };
}

// firefly-iii/firefly-iii#8404: the last amount, without decimals, became 1 instead of 1000.
test('-1.000 below -236,48 is a thousand', async () => {
	expect((await paymentsOf(['-236,48', '-124,99', '-89,9', '1.488,69', '-1.000'])).read).toEqual([
		-23_648, -12_499, -8_990, 148_869, -100_000,
	]);
});

// firefly-iii/firefly-iii#11325: 3.000 became 3.00, although 3.001,01 was read right.
test('3.000 beside 3.001,01 is three thousand', async () => {
	expect((await paymentsOf(['3.000', '3.001,01'])).read).toEqual([300_000, 300_101]);
});

// firefly-iii/firefly-iii#9132: 31.422 became 31,422.00 because it has three decimals.
test('31.422 in a column with decimal points is not 31422', async () => {
	expect((await paymentsOf(['31.422', '0.5'])).read).toEqual(['too_many_decimals', 50]);
});

// firefly-iii/firefly-iii#5440: 0,021385479 became 21385479.
test('0,021385479 is not read as millions', async () => {
	expect((await paymentsOf(['0,021385479', '24,80138548', '975,22'])).read).toEqual([
		'too_many_decimals',
		'too_many_decimals',
		97_522,
	]);
});

// actualbudget/actual#5020: -110.7 € became -1107.00, because the last zero is left out.
test('-110.7 € has one decimal', async () => {
	expect((await paymentsOf([' -110.7 €', ' -116.62 €', ' -109.78 €'])).read).toEqual([-11_070, -11_662, -10_978]);
});

// buckets/application#740, moneymanagerex/moneymanagerex#2898: amounts in parentheses came in as positive.
test('$+1500.00 is positive and ($900.23) negative', async () => {
	expect((await paymentsOf(['$+1500.00', '($900.23)', '(123.45)'])).read).toEqual([150_000, -90_023, -12_345]);
});

// rustledger/rustledger#1473: amounts with the minus behind were dropped silently.
test('1,200.00- is negative', async () => {
	expect((await paymentsOf(['5.00-', '2000.00', '1,200.00-'])).read).toEqual([-500, 200_000, -120_000]);
});

// invoiceninja/invoiceninja#7797: the import of this file reports success and stores nothing.
test('a payment with three decimals and a doubtful date is refused with its reasons', async () => {
	const { records, sheet } = await readTab(
		[
			['Client', 'Invoice Number', 'Amount', 'Date'],
			['MUNCHER SAPI DE CV', 'B1', '$46939.721', '06/08/2022'],
		],
		{},
		{ name: 'Payments' },
	);
	expect(sheet.role).toBe('payments');
	expect(codesOf(records[0]?.problems ?? [])).toEqual(['too_many_decimals', 'date_order_unknown']);
});

// odoo/odoo#62094: a column of 10.09.2023 was taken for floats with points between thousands.
test('German dates are dates', async () => {
	const { sheet, records } = await readTab(
		invoiceTab([
			['F-1', '10.09.2023', 'Acme', 12],
			['F-2', '30.09.2023', 'Acme', 12],
		]),
	);
	expect(sheet.columns[1]).toMatchObject({ field: 'issuedOn', reading: { dateOrder: 'dmy' } });
	expect(firstInvoice(records).issuedOn).toBe('2023-09-10');
});

// odoo/odoo#196477: references such as 2500/1222 were guessed to be dates.
test('2500/1222 stays a reference, and is no date', async () => {
	const { records } = await readTab(
		invoiceTab(
			[
				[...usual(), '2500/1222'],
				['F-2', '2500/1222', 'Acme', 12, 'x'],
			],
			['Client ref'],
		),
	);
	expect(firstInvoice(records).orderReference).toBe('2500/1222');
	expect(codesOf(records[1]?.problems ?? [])).toEqual(['not_a_date']);
});

// odoo/odoo#111637: days and months of one digit with points between were not understood.
test('1.2.2026 and 31.12.2025 are dates', async () => {
	const { records } = await readTab(
		invoiceTab([
			['F-1', '1.2.2026', 'Acme', 12],
			['F-2', '31.12.2025', 'Acme', 12],
		]),
	);
	expect(firstInvoice(records).issuedOn).toBe('2026-02-01');
});

// frappe/frappe#12056: 31-Dec-19 was not imported.
test('31-Dec-19 is a date', async () => {
	expect(firstInvoice((await readTab(invoiceTab([['F-1', '31-Dec-19', 'Acme', 12]]))).records).issuedOn).toBe(
		'2019-12-31',
	);
});

// frappe/erpnext#20856: of two columns of dates in one file, one was read as dd/mm and the other as mm/dd.
test('two columns of dates are read in the same order', async () => {
	const { records } = await readTab(
		invoiceTab(
			[
				['F-1', '01/02/2026', 'Acme', 12, '03/04/2026'],
				['F-2', '02/03/2026', 'Acme', 12, '30/04/2026'],
			],
			['Due date'],
		),
	);
	expect(firstInvoice(records)).toMatchObject({ issuedOn: '2026-02-01', dueOn: '2026-04-03' });
});

// invoiceninja/invoiceninja#9669: the names of the program's own export are not recognised by its import.
test('the names of an export of Invoice Ninja are recognised', async () => {
	const headers = [
		'Invoice Number',
		'Client Name',
		'Client Email',
		'Client VAT Number',
		'Invoice Date',
		'Due Date',
		'Amount',
		'Balance',
		'Paid to Date',
		'PO Number',
		'Public Notes',
		'Status',
		'Currency',
	];
	const { sheet } = await readTab([
		headers,
		['1', 'Acme', 'a@b.be', null, day('2026-03-31'), null, 12, 0, 12, null, null, 'Paid', 'EUR'],
	]);
	expect(Object.values(fieldsOf(sheet))).toEqual([
		'number',
		'customerName',
		'customerEmail',
		'vatNumber',
		'issuedOn',
		'dueOn',
		'total',
		'balance',
		'paid',
		'orderReference',
		'notes',
		'status',
		'currency',
	]);
});

// invoiceninja/invoiceninja#3512: an export of Redmine has no column for the number, and the error did not say so.
test('a tab without invoice numbers asks for them', async () => {
	const headers = [
		'Invoice date',
		'Due date',
		'Client',
		'Currency',
		'Amount*',
		'Paid amount*',
		'Paid date*',
		'Status',
		'Subject',
	];
	const { sheet, questions } = await readTab(
		[
			headers,
			['11.03.2020', '18.03.2020', 'Customer', 'EUR', 299, 0, null, 'Draft', 'x'],
			['13.03.2020', '18.03.2020', 'Customer', 'EUR', 10, 0, null, 'Draft', 'x'],
		],
		{},
		{ name: 'Invoices' },
	);
	expect(sheet.role).toBe('invoices');
	expect(questions).toMatchObject([{ kind: 'required_field', field: 'number' }]);
});

// invoiceninja/invoiceninja#1140: totals of lines became prices of one piece.
test('the item total of an export of Zoho is the total of the line', async () => {
	const headers = [
		'Invoice Number',
		'Invoice Date',
		'Customer Name',
		'Item Desc',
		'Quantity',
		'Item Price',
		'Item Total',
		'Currency Code',
	];
	const { records, sheet } = await readTab([headers, ['INV-1', '2026-03-31', 'Acme', 'Hosting', 3, 5, 15, 'EUR']]);
	expect(fieldsOf(sheet)).toMatchObject({ E: 'lineQuantity', F: 'lineUnitPrice', G: 'lineTotal' });
	expect(firstInvoice(records).line).toMatchObject({ quantity: '3', unitPriceMinor: 500, totalMinor: 1_500 });
});

// miraisolutions/xlconnect#29: the row of totals at the end came in as data.
test('a row of totals at the end is no invoice, with a label or without', async () => {
	const rows = [usual('F-1', 100), usual('F-2', 21)];
	for (const total of [
		['Total', null, null, 121],
		[null, null, null, 121],
		[null, null, 'TOTAL:', 121],
	]) {
		const { records, sheet } = await readTab(invoiceTab([...rows, total]));
		expect([records.length, sheet.checkSums]).toMatchObject([2, [{ row: 4, found: '121.00', agrees: true }]]);
	}
});

// mt-ag/apex-excel-gateway#11: rows in which only a formula shows zero came in as data.
test('formulas that are filled down beyond the data are no rows', async () => {
	const idle = [formula(''), null, formula(''), formula(0)];
	const { records, sheet } = await readTab(invoiceTab([usual(), idle, idle]));
	expect([records.length, sheet.dataRows]).toEqual([1, 1]);
});

// RamblingCookieMonster/PSExcel#35, esqLABS/esqlabsR#1191: rows that were emptied still count as rows.
test('rows of spaces are empty', async () => {
	const blank = ['', ' ', '\u00a0', ''];
	const { records, sheet } = await readTab(invoiceTab([usual('F-1'), blank, usual('F-2'), blank, blank]));
	expect([records.map(({ row }) => row), sheet.skipped.empty]).toEqual([[2, 4], 1]);
});
