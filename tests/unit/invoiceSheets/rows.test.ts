import { generalFormat, type Cell } from '../../../core/spreadsheet';
import { numberFormat, percentFormat, type CellValue } from '../../support/memoryWorkbook';
import { codesOf, day, firstInvoice, invoiceTab, readTab, usual } from './scene';

/** The problems of one row with these cells to the right of the usual ones. */
async function problemsOf(headers: readonly string[], cells: readonly CellValue[], total: CellValue = 121) {
	const { records } = await readTab(invoiceTab([[...usual('F-1', total), ...cells]], headers));
	return (records[0]?.problems ?? []).map(({ code, severity, field, details }) => ({ code, severity, field, details }));
}

const failed = (value: string): Partial<Cell> => ({ kind: 'error', value, formula: true, format: generalFormat });

test('what has to be there is missed, cell by cell', async () => {
	const { records } = await readTab(
		invoiceTab([
			usual(),
			[null, day('2026-03-31'), 'Acme', 1],
			['F-3', null, 'Acme', 1],
			['F-4', day('2026-03-31'), null, 1],
			['F-5', day('2026-03-31'), 'Acme', null],
		]),
	);
	expect(
		records.map(({ problems, values }) => [
			values === null,
			problems.map(({ code, field, column }) => [code, field, column]),
		]),
	).toEqual([
		[false, []],
		[true, [['missing', 'number', 0]]],
		[true, [['missing', 'issuedOn', 1]]],
		[true, [['customer_missing', 'customerName', 2]]],
		[true, [['missing', 'total', 3]]],
	]);
});

test('the total is what net and tax make, or net and the rate', async () => {
	const headers = ['Invoice no.', 'Date', 'Customer', 'Net (EUR)', 'VAT %', 'VAT'];
	const start = ['F-1', day('2026-03-31'), 'Acme', 100.5];
	const { records } = await readTab([
		headers,
		[...start, null, 21.11],
		[...start, 21, null],
		[...start, { value: 0.06, format: percentFormat }, null],
		[...start, null, null],
	]);
	expect(
		records.map((record) =>
			record.kind === 'invoices' ? (record.values?.totalMinor ?? codesOf(record.problems)) : null,
		),
	).toEqual([12_161, 12_161, 10_653, ['missing']]);
});

test('amounts that do not agree are refused with what was expected', async () => {
	expect(await problemsOf(['Net', 'VAT'], [100, 21])).toEqual([]);
	expect(await problemsOf(['Net', 'VAT'], [100, 21.01])).toEqual([
		{
			code: 'net_and_tax_differ_from_total',
			severity: 'error',
			field: 'total',
			details: { net: '100.00', tax: '21.01', expected: '121.01', found: '121.00' },
		},
	]);
	expect(await problemsOf(['Paid', 'Balance'], [100, 21])).toEqual([]);
	expect(await problemsOf(['Paid', 'Balance'], [100, 20])).toMatchObject([
		{ code: 'balance_differs', severity: 'error', details: { expected: '21.00', found: '20.00' } },
	]);
	expect(await problemsOf(['Paid'], [121.01])).toMatchObject([{ code: 'paid_more_than_total' }]);
	expect(await problemsOf([], [], -5)).toMatchObject([
		{ code: 'negative_total', severity: 'error', details: { total: '-5.00' } },
	]);
});

test('a rate that differs by more than a cent is a warning', async () => {
	expect(await problemsOf(['Net', 'VAT', 'VAT %'], [100, 21, 21])).toEqual([]);
	expect(await problemsOf(['Net', 'VAT', 'VAT %'], [100.02, 20.98, 21])).toMatchObject([
		{ code: 'tax_rate_differs', severity: 'warning', details: { rate: '21', expected: '21.00', found: '20.98' } },
	]);
});

test('an invoice is not due before it is issued', async () => {
	expect(await problemsOf(['Due date'], [day('2026-03-31')])).toEqual([]);
	expect(await problemsOf(['Due date'], [day('2026-03-30')])).toMatchObject([
		{ code: 'due_before_issued', details: { due: '2026-03-30', issued: '2026-03-31' } },
	]);
});

test.each([
	['Paid', 'paid'],
	['BETAALD', 'paid'],
	['payée', 'paid'],
	['Réglé', 'paid'],
	['Openstaand', 'open'],
	['impayé', 'open'],
	['Overdue', 'open'],
	['deels betaald', 'partial'],
	['Annulée', 'void'],
	['Concept', 'draft'],
	['brouillon', 'draft'],
	['Credited', 'refunded'],
	['oninbaar', 'uncollectible'],
])('the status %s is %s', async (text, status) => {
	expect(firstInvoice((await readTab(invoiceTab([[...usual(), text]], ['Status']))).records).status).toBe(status);
});

test('a status that nobody knows is refused, and one that the balance contradicts', async () => {
	expect(await problemsOf(['Status'], ['sort of'])).toMatchObject([{ code: 'unknown_status' }]);
	expect(await problemsOf(['Status', 'Balance'], ['Paid', 5])).toMatchObject([
		{ code: 'status_differs_from_balance', details: { balance: '5.00' } },
	]);
	expect(await problemsOf(['Status', 'Balance'], ['Open', 0])).toMatchObject([{ code: 'status_differs_from_balance' }]);
	expect(await problemsOf(['Status', 'Balance'], ['Partial', 5])).toEqual([]);
});

test('yes and no below "paid" are a status', async () => {
	for (const [yes, no] of [
		['ja', 'nee'],
		['Oui', 'Non'],
		[true, false],
		['x', null],
		['✓', null],
	] as const) {
		const { records } = await readTab(
			invoiceTab(
				[
					[...usual('F-1'), yes],
					[...usual('F-2'), no],
				],
				['Betaald'],
			),
		);
		expect(records.map((record) => (record.kind === 'invoices' ? record.values?.status : null))).toEqual([
			'paid',
			no === null ? null : 'open',
		]);
	}
});

test.each([
	[
		[21, 6, 0],
		['21', '6', '0'],
	],
	[
		[0.21, 0.06, 0],
		['21', '6', '0'],
	],
	[
		['21 %', '6%', '0'],
		['21', '6', '0'],
	],
	[
		['5,5', '5.5', '20'],
		['5.5', '5.5', '20'],
	],
	[
		[{ value: 0.21, format: percentFormat }, 21, '21%'],
		['21', '21', '21'],
	],
	[
		[{ value: 0.055, format: percentFormat }, { value: 1, format: percentFormat }, 0.5 + 0.5],
		['5.5', '100', '1'],
	],
	[
		[121, '21 percent', 'low'],
		['not_a_percentage', '21', 'not_a_percentage'],
	],
])('rates %j are read by the evidence of their column', async (cells, rates) => {
	const rows = cells.map((cell, at) => [...usual(`F-${at}`), cell]);
	const { records } = await readTab(invoiceTab(rows, ['VAT %']));
	expect(
		records.map((record) =>
			record.kind === 'invoices' ? (record.values?.taxRate ?? codesOf(record.problems).join()) : null,
		),
	).toEqual(rates);
});

test('a failed formula is named with its error; in the notes it is a warning', async () => {
	expect(await problemsOf([], [], failed('#REF!'))).toMatchObject([
		{ code: 'formula_error', field: 'total', details: { error: '#REF!' } },
	]);
	expect(await problemsOf(['Notes'], [failed('#N/A')])).toMatchObject([{ code: 'formula_error', severity: 'warning' }]);
});

test('who the customer is, in its normal form', async () => {
	const headers = ['Customer code', 'E-mail', 'VAT number'];
	const { records } = await readTab(
		invoiceTab(
			[
				[...usual(), ' ACME-01 ', 'Info@MÜNCHEN.example', 'be 0417.497.106'],
				[...usual('F-2'), 1001, 'Jan <jan@acme.be>; piet@acme.be', 417_497_106],
			],
			headers,
		),
	);
	expect(records.map(({ values }) => values)).toMatchObject([
		{ customerCode: 'acme-01', customerEmail: 'Info@xn--mnchen-3ya.example', vatNumber: 'BE0417497106' },
		{ customerCode: '1001', customerEmail: 'jan@acme.be', vatNumber: 'BE0417497106' },
	]);
	expect((await problemsOf(headers, ['A B', 'nobody', 'BE0417497107'])).map(({ code }) => code)).toEqual([
		'not_a_customer_code',
		'not_a_mail_address',
		'wrong_vat_number',
	]);
});

test('an identifier that is a number keeps its digits, and no decimals', async () => {
	const { records } = await readTab(
		invoiceTab([
			[20_260_001, day('2026-03-31'), 'Acme', 1],
			['  F\u00a01 ', day('2026-03-31'), 'Acme', 1],
		]),
	);
	expect(records.map((record) => (record.kind === 'invoices' ? record.values?.number : null))).toEqual([
		'20260001',
		'F 1',
	]);
});

test('the lines of an invoice may leave out what its first line says', async () => {
	const headers = ['Invoice no.', 'Date', 'Customer', 'Description', 'Qty', 'Unit price', 'Line total (EUR)'];
	const { records } = await readTab([
		headers,
		['F-1', day('2026-03-31'), 'Acme', 'Hosting', 2, 10, 20],
		[null, null, null, 'Domain', '1,5', 10, 15],
		['F-2', day('2026-03-31'), 'Bolt', 'Mail', null, 5, null],
		['F-3', day('2026-03-31'), 'Bolt', 'Mail', 2, 5, 11],
	]);
	expect(
		records.map((record) =>
			record.kind === 'invoices'
				? [
						record.values?.number,
						record.values?.customerName,
						record.values?.line?.quantity,
						record.values?.line?.totalMinor,
					]
				: null,
		),
	).toEqual([
		['F-1', 'Acme', '2', 2_000],
		['F-1', 'Acme', '1.5', 1_500],
		['F-2', 'Bolt', '1', 500],
		['F-3', 'Bolt', '2', 1_100],
	]);
	expect(records[3]?.problems).toMatchObject([{ code: 'line_total_differs', severity: 'warning' }]);
});

test('subtotals and totals are skipped and told, and customers of that name are data', async () => {
	const { sheet, records } = await readTab(
		invoiceTab([
			['F-1', day('2026-03-31'), 'Total Energies', 10],
			['F-2', day('2026-03-31'), 'Totaal BV', 20],
			['Sous-total mars', null, null, 30],
			['F-3', day('2026-04-30'), 'Acme', 5],
			[null, null, 'Subtotaal:', 5],
			['Total général 2026', null, null, 35],
		]),
	);
	expect(records.map(({ row }) => row)).toEqual([2, 3, 5]);
	expect(sheet.skipped).toMatchObject({ subtotal: 2, total: 1, firstRows: { subtotal: 4, total: 7 } });
	expect(sheet.problems).toEqual([]);
});

test('a total that does not agree is a warning of the tab', async () => {
	const { sheet } = await readTab(
		invoiceTab([usual('F-1', 100), usual('F-2', 0.1), usual('F-3', 0.2), ['Totaal', null, null, 100.31]]),
	);
	expect(sheet.checkSums).toEqual([
		{ row: 5, column: 3, field: 'total', expected: '100.30', found: '100.31', agrees: false },
	]);
	expect(sheet.problems).toMatchObject([
		{ code: 'total_row_differs', severity: 'warning', details: { row: 5, expected: '100.30', found: '100.31' } },
	]);
});

test('totals of texts are held against sums by the decimal sign of the column', async () => {
	const { sheet } = await readTab(
		invoiceTab([usual('F-1', '1.000,50'), usual('F-2', '2.000'), ['Totaal', null, null, '3.000,50']]),
	);
	expect(sheet.checkSums).toMatchObject([{ expected: '3000.50', found: '3000.50', agrees: true }]);
});

test('a lone amount between rows is data with something missing; a sum of them is a total', async () => {
	const { records, sheet } = await readTab(
		invoiceTab([usual('F-1', 10), [null, null, null, 7], usual('F-2', 5), [null, null, null, 22]]),
	);
	expect(records.map(({ row, problems }) => [row, codesOf(problems)])).toEqual([
		[2, []],
		[3, ['missing', 'missing', 'customer_missing']],
		[4, []],
	]);
	expect(sheet.skipped).toMatchObject({ total: 1, firstRows: { total: 5 } });
});

test('hidden rows are read and counted, or left out', async () => {
	const rows = invoiceTab([usual('F-1'), usual('F-2')]);
	const shown = await readTab(rows, {}, { hiddenRows: [3] });
	expect([shown.records.length, shown.sheet.hiddenRows]).toEqual([2, 1]);
	const left = await readTab(rows, { skipHiddenRows: true }, { hiddenRows: [3] });
	expect([left.records.map(({ row }) => row), left.sheet.dataRows, left.sheet.hiddenRows]).toEqual([[2], 1, 1]);
});

test('the texts of a row are what its cells show, by column', async () => {
	const { records } = await readTab(
		invoiceTab([['F-1', day('2026-03-31'), null, { value: 12.5, format: numberFormat(2) }, null, 'x']]),
	);
	expect(records[0]?.texts).toEqual(['F-1', '2026-03-31', '', '12.50', '', 'x']);
});
