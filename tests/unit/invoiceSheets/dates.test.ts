import fc from 'fast-check';
import type { CellValue } from '../../support/memoryWorkbook';
import { codesOf, day, invoiceTab, readTab, usual } from './scene';

/** The days that a column of cells is read as, and what is asked. */
async function daysOf(cells: readonly CellValue[], others: readonly CellValue[] = [], order?: 'dmy' | 'mdy') {
	const rows = cells.map((cell, at) => [`F-${at}`, cell, 'Acme', 12, others[at] ?? null]);
	const { records, questions } = await readTab(
		invoiceTab(rows, ['Due date']),
		order ? { corrections: { 0: { dateOrder: order } } } : {},
	);
	return {
		days: records.map((record) =>
			record.kind === 'invoices' ? (record.values?.issuedOn ?? codesOf(record.problems).join()) : null,
		),
		questions: questions.map(({ kind, column, example }) => [kind, column, example]),
	};
}

test.each([
	['31/03/2026'],
	['31-3-26'],
	['31.03.2026'],
	['31 03 2026'],
	['2026-03-31'],
	['2026/3/31'],
	['20260331'],
	['31 maart 2026'],
	['31 mars 2026'],
	['31 March 2026'],
	['31-Mar-26'],
	['31-mrt-2026'],
	['March 31, 2026'],
	['Mar 31st, 2026'],
	['Tuesday, March 31, 2026'],
	['dinsdag 31 maart 2026'],
	['mardi 31 mars 2026'],
	['31e maart 2026'],
	['2026-03-31T10:30:00'],
	['2026-03-31 10:30:00.000'],
	['2026-03-31T00:00:00+02:00'],
	['31/03/2026 10:30'],
	['31/03/2026 10:30:15 PM'],
	['31/03/2026 à 10h30'],
	['3/31/2026'],
	['\u00a031/03/2026 '],
	[46_112],
	[46_112.4375],
	[20_260_331],
	['46112'],
	[day('2026-03-31')],
])('%j is the last day of March', async (cell) => {
	expect((await daysOf([cell])).days).toEqual(['2026-03-31']);
});

test('1er mars, 1 août, février and décembre are read', async () => {
	expect((await daysOf(['1er mars 2026', '1 août 2026', '28 févr. 2026', '1 déc 2026'])).days).toEqual([
		'2026-03-01',
		'2026-08-01',
		'2026-02-28',
		'2026-12-01',
	]);
});

test.each([
	'31/02/2026',
	'30 februari 2026',
	'00/00/0000',
	'32/01/2026',
	'soon',
	'2026',
	'1.234,56',
	'12:30',
	5,
	123_456_789,
	true,
])('%j is no date', async (cell) => {
	expect((await daysOf([cell, '31/03/2026'])).days).toEqual(['not_a_date', '2026-03-31']);
});

test.each(['1900-01-01', '31/03/0026', '31/12/2199', '2206-03-31'])('%j is out of range', async (cell) => {
	expect((await daysOf([cell, '31/03/2026'])).days).toEqual(['date_out_of_range', '2026-03-31']);
});

test('a year of two digits is of this century up to 69', async () => {
	expect((await daysOf(['31/03/26', '31/03/99'])).days).toEqual(['2026-03-31', '1999-03-31']);
});

test('the order of day and month is decided by the column', async () => {
	expect((await daysOf(['03/04/2026', '31/03/2026'])).days).toEqual(['2026-04-03', '2026-03-31']);
	expect((await daysOf(['03/04/2026', '03/31/2026'])).days).toEqual(['2026-03-04', '2026-03-31']);
});

test('or by another column of dates', async () => {
	expect((await daysOf(['03/04/2026'], ['30/04/2026'])).days).toEqual(['2026-04-03']);
	expect((await daysOf(['03/04/2026'], ['04/30/2026'])).days).toEqual(['2026-03-04']);
});

test('or by the way in which the real dates of the tab are shown', async () => {
	expect((await daysOf(['03/04/2026'], [day('2026-05-01')])).days).toEqual(['2026-04-03']);
});

test('or it is asked, and refused until somebody answers', async () => {
	expect(await daysOf(['03/04/2026', '05/05/2026', '2026-03-31'])).toEqual({
		days: ['date_order_unknown', '2026-05-05', '2026-03-31'],
		questions: [['date_order', 1, '03/04/2026']],
	});
	expect(await daysOf(['03/04/2026'], [], 'mdy')).toEqual({ days: ['2026-03-04'], questions: [] });
});

test('a column that contradicts itself is asked about, and all of its cells are refused that it concerns', async () => {
	const { days, questions } = await daysOf(['31/03/2026', '03/31/2026', '03/04/2026', '5 May 2026']);
	expect(days).toEqual(['date_order_unknown', 'date_order_unknown', 'date_order_unknown', '2026-05-05']);
	expect(questions).toHaveLength(1);
});

test('one mistake among many does not put the column in doubt', async () => {
	const many = Array.from({ length: 40 }, () => '31/03/2026');
	const { days, questions } = await daysOf([...many, '03/31/2026', '03/04/2026']);
	expect([days.slice(-2), questions]).toEqual([['not_a_date', '2026-04-03'], []]);
});

test('a format that each country shows in its own order is no evidence', async () => {
	const value = {
		kind: 'date',
		value: '2026-05-01',
		format: { kind: 'date', code: 'mm-dd-yy', decimals: null, currency: null },
	} as const;
	expect((await daysOf(['03/04/2026'], [value])).questions).toEqual([['date_order', 1, '03/04/2026']]);
	const { records } = await readTab(invoiceTab([['F-1', value, 'Acme', 12]]));
	expect(records[0]?.texts[1]).toBe('2026-05-01');
});

test('dates that another program has perhaps swapped are a warning of the tab', async () => {
	const cells = [day('2026-03-04'), '31/03/2026', '13/03/2026', day('2026-05-06'), day('2026-07-08'), '30/03/2026'];
	const tab = (all: readonly CellValue[]) => readTab(invoiceTab(all.map((cell, at) => [`F-${at}`, cell, 'Acme', 12])));
	expect((await tab(cells)).sheet.problems).toMatchObject([
		{ code: 'dates_perhaps_swapped', severity: 'warning', column: 1, details: { column: 'B' } },
	]);
	expect((await tab([...cells, day('2026-03-20')])).sheet.problems).toEqual([]);
	expect((await tab([...cells, '01/02/2026'])).sheet.problems).toEqual([]);
});

test('what a date cell shows is its day, which reads in one way', async () => {
	const { records } = await readTab(invoiceTab([usual()]));
	expect(records[0]?.texts).toEqual(['F-1', '2026-03-31', 'Acme', '121']);
});

const writers = [
	(year: number, month: number, date: number) => `${two(date)}/${two(month)}/${year}`,
	(year: number, month: number, date: number) => `${month}/${date}/${year}`,
	(year: number, month: number, date: number) => `${year}-${two(month)}-${two(date)}`,
	(year: number, month: number, date: number) => `${date}.${month}.${String(year).slice(2)}`,
	(year: number, month: number, date: number) =>
		`${date} ${['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'][month - 1] ?? ''} ${year}`,
	(year: number, month: number, date: number) => Math.round(Date.UTC(year, month - 1, date) / 86_400_000) + 25_569,
];
const two = (number: number) => String(number).padStart(2, '0');

test('any days, written in any way, with one that decides the order, are read as they are', async () => {
	const anyDay = fc.date({ min: day('1990-01-01'), max: day('2059-12-31'), noInvalidDate: true });
	await fc.assert(
		fc.asyncProperty(fc.array(anyDay, { maxLength: 10 }), fc.nat(writers.length - 1), async (days, writer) => {
			const all = [day('2026-03-31'), ...days];
			const cells = all.map(
				(date) => writers[writer]?.(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) ?? null,
			);
			expect((await daysOf(cells)).days).toEqual(all.map((date) => date.toISOString().slice(0, 10)));
		}),
		{ numRuns: 100 },
	);
});
