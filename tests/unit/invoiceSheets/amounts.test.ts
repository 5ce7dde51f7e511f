import fc from 'fast-check';
import { exponentOf } from '../../../core/kernel/money';
import { minorOfNumber } from '../../../core/invoiceSheets/values/amount';
import { numberFormat, type CellValue } from '../../support/memoryWorkbook';
import { codesOf, firstInvoice, invoiceTab, readTab, usual } from './scene';

/** The totals that a column of cells is read as, in minor units. */
async function totalsOf(cells: readonly CellValue[], currency = 'EUR', header = 'Total') {
	const rows = [
		['Invoice no.', 'Invoice date', 'Customer', header],
		...cells.map((cell, at) => usual(`F-${at}`, cell)),
	];
	const { records, questions, sheet } = await readTab(rows, { corrections: { 0: { currency } } });
	return {
		totals: records.map((record) =>
			record.kind === 'invoices' ? (record.values?.totalMinor ?? codesOf(record.problems).join()) : null,
		),
		questions: questions.map(({ kind, example }) => [kind, example]),
		currencies: records.map((record) => (record.kind === 'invoices' ? record.values?.currency : null)),
		sheet,
	};
}

test.each([
	['€ 1.234,56', 123_456],
	['1 234,56', 123_456],
	['1\u00a0234,56 €', 123_456],
	['1\u202f234,56\u00a0EUR', 123_456],
	['1.234.567,89', 123_456_789],
	['EUR 12,5', 1_250],
	['12,-', 1_200],
	['€ 12,--', 1_200],
	['0,50', 50],
	[',50', 50],
	['+12,00', 1_200],
	['EUR1.000,00', 100_000],
])('%j with a decimal comma is read', async (text, minor) => {
	expect((await totalsOf([text, '1,5'])).totals).toEqual([minor, 150]);
});

test.each([
	["1'234.56", 123_456],
	['1’234.56', 123_456],
	['1,234.56', 123_456],
	['12,34,567.00', 123_456_700],
	['EUR 1,234', 123_400],
	['.5', 50],
])('%j with a decimal point is read', async (text, minor) => {
	expect((await totalsOf([text, '1.5'])).totals).toEqual([minor, 150]);
});

test.each([
	'(123.45)',
	'123.45-',
	'-123.45',
	'−123.45',
	'- 123.45',
	'-€123.45',
	'€ -123.45',
	'(€ 123.45)',
	'€(123.45)',
])('%j is negative', async (text) => {
	const rows = [
		['Factuurnr', 'Betaald op', 'Bedrag'],
		['F-1', '31/03/2026', text],
	];
	const { records } = await readTab(rows, {}, { name: 'Betalingen' });
	expect(records[0]?.values).toMatchObject({ amountMinor: -12_345 });
});

test.each([
	'12 stuks',
	'abc',
	'12 EUR per month',
	'1.2.3',
	'12,34,5',
	'1..2',
	'--5',
	'(5',
	'12%',
	'EUR',
	'1.234.56',
	'31/03/2026',
	'x'.repeat(5_000),
])('%j is not an amount', async (text) => {
	expect((await totalsOf([text, '1.5'])).totals).toEqual(['not_an_amount', 150]);
});

test('an amount that can be read in two ways is decided by the others of its column', async () => {
	expect((await totalsOf(['1.234', '2,50'])).totals).toEqual([123_400, 250]);
	expect((await totalsOf(['1,234', '2.50'])).totals).toEqual([123_400, 250]);
	expect((await totalsOf(['1.234', '1.234.567'])).totals).toEqual([123_400, 123_456_700]);
});

test('or by the other columns of the tab', async () => {
	const rows = invoiceTab([[...usual('F-1', '1.234'), '0,00']], ['Paid']);
	expect((await readTab(rows)).records[0]?.values).toMatchObject({ totalMinor: 123_400 });
});

test('or it is asked, and refused until somebody answers', async () => {
	const { totals, questions } = await totalsOf(['1.234', '12', '5.000']);
	expect(totals).toEqual(['decimal_sign_unknown', 1_200, 'decimal_sign_unknown']);
	expect(questions).toEqual([['decimal_sign', '1.234']]);
	const rows = invoiceTab([usual('F-1', '1.234')]);
	const { records, questions: none } = await readTab(rows, { corrections: { 0: { decimalSign: ',' } } });
	expect(none).toEqual([]);
	expect(firstInvoice(records).totalMinor).toBe(123_400);
});

test('a column that contradicts itself is asked about', async () => {
	expect((await totalsOf(['1.234,50', '1,234.50'])).questions).toMatchObject([['decimal_sign', '1.234,50']]);
});

test('numbers lose the noise of doubles, and nothing else', async () => {
	const { totals } = await totalsOf([
		0.1 + 0.2,
		1.005,
		{ value: 33.333333, format: numberFormat(2) },
		{ value: 1.005, format: numberFormat(2) },
		12.3400000001,
	]);
	expect(totals).toEqual([30, 'too_many_decimals', 3_333, 101, 1_234]);
	expect((await totalsOf([{ value: 33.333, format: numberFormat(3) }])).totals).toEqual(['too_many_decimals']);
	expect((await totalsOf([1e18, 9e13])).totals).toEqual(['amount_too_large', 9_000_000_000_000_000]);
});

test.each([
	['JPY', 1_050, 1_050],
	['TND', 10.505, 10_505],
	['JPY', '1,050', 'decimal_sign_unknown'],
	['JPY', 10.5, 'too_many_decimals'],
	['TND', '10,505', 'decimal_sign_unknown'],
])('%s has its own decimals: %j', async (currency, cell, expected) => {
	expect((await totalsOf([cell], currency)).totals).toEqual([expected]);
});

test('a currency in the cell, the format, the header or a title is evidence', async () => {
	const currencyOf = async (rows: Parameters<typeof readTab>[0]) =>
		firstInvoice((await readTab(rows)).records).currency;
	const header = ['Invoice no.', 'Invoice date', 'Customer', 'Total'];
	expect(await currencyOf([header, usual('F-1', 'USD 5.00')])).toBe('USD');
	expect(await currencyOf([header, usual('F-1', { value: 5, format: numberFormat(2, '£') })])).toBe('GBP');
	expect(await currencyOf([[...header.slice(0, 3), 'Total (CHF)'], usual('F-1', 5)])).toBe('CHF');
	expect(await currencyOf([['All amounts in SEK'], header, usual('F-1', 5)])).toBe('SEK');
	expect(
		await currencyOf([
			[...header, 'Currency'],
			[...usual('F-1', { value: 5, format: numberFormat(2, '€') }), 'usd'],
		]),
	).toBe('USD');
});

test('a dollar sign alone is asked about, unless something names the dollar', async () => {
	const header = ['Invoice no.', 'Invoice date', 'Customer', 'Total'];
	const { questions, records } = await readTab([header, usual('F-1', '$ 5.00')]);
	expect(questions).toMatchObject([{ kind: 'currency' }]);
	expect(codesOf(records[0]?.problems ?? [])).toEqual(['currency_missing']);
	expect(firstInvoice((await readTab([['Amounts in CAD'], header, usual('F-1', '$ 5.00')])).records).currency).toBe(
		'CAD',
	);
});

test('two currencies in one row are refused', async () => {
	const rows = invoiceTab(
		[
			[...usual('F-1', '€ 5,00'), '$US 5,00'],
			[...usual('F-2', '€ 5,00'), '€ 5,00'],
		],
		['Paid'],
	);
	expect((await readTab(rows)).records.map(({ problems }) => codesOf(problems))).toEqual([
		['several_currencies_in_cell'],
		[],
	]);
});

test('each row has the currency that its own cell names', async () => {
	const { totals, currencies } = await totalsOf(['€ 5,00', 'GBP 6,00', '£7,00']);
	expect([totals, currencies]).toEqual([
		[500, 600, 700],
		['EUR', 'GBP', 'GBP'],
	]);
});

const styles = [
	(whole: string, fraction: string) => `${grouped(whole, '.')},${fraction}`,
	(whole: string, fraction: string) => `${grouped(whole, ',')}.${fraction}`,
	(whole: string, fraction: string) => `${grouped(whole, '\u202f')},${fraction} €`,
	(whole: string, fraction: string) => `€ ${grouped(whole, "'")}.${fraction}`,
];
const grouped = (whole: string, sign: string) => whole.replace(/\B(?=(\d{3})+$)/g, sign);

test('any amounts, written in any style, are read as they are', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { minLength: 1, maxLength: 12 }),
			fc.nat(styles.length - 1),
			async (amounts, style) => {
				const write = (minor: number) =>
					styles[style]?.(String(Math.floor(minor / 100)), String(minor % 100).padStart(2, '0')) ?? '';
				expect((await totalsOf(amounts.map(write))).totals).toEqual(amounts);
			},
		),
		{ numRuns: 100 },
	);
});

test('any number of minor units comes back from its double', () => {
	fc.assert(
		fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom('EUR', 'JPY', 'TND'), (minor, currency) => {
			const exponent = exponentOf(currency);
			expect(minorOfNumber(Number((minor / 10 ** exponent).toFixed(exponent)), exponent, null)).toBe(minor);
		}),
		{ numRuns: 300 },
	);
});
