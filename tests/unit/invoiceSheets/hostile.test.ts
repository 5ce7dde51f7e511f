import fc from 'fast-check';
import { generalFormat } from '../../../core/spreadsheet';
import { dateFormat, numberFormat, type CellValue } from '../../support/memoryWorkbook';
import { codesOf, day, fieldsOf, invoiceTab, readAll, readTab, usual } from './scene';

/** Of this process: another one on the machine does not count. */
const secondsOfCpu = () => process.cpuUsage().user / 1e6;

test('headers and texts that are names of objects change nothing', async () => {
	const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
	const { sheet, records } = await readTab(invoiceTab([[...usual('__proto__'), ...names]], names), {
		moreNames: { notes: ['__proto__'] },
	});
	expect(fieldsOf(sheet)).toMatchObject({ E: 'notes' });
	expect(records[0]).toMatchObject({ values: { number: '__proto__', notes: '__proto__' } });
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	const { understanding } = await readAll([
		{
			name: '__proto__',
			rows: [
				['constructor', '__proto__'],
				['1', '2'],
			],
		},
	]);
	expect(understanding.sheets[0]?.role).toBe('other');
});

test('a text that is too long is refused with its limit, and cut in the problem', async () => {
	const { records } = await readTab(
		invoiceTab([['F'.repeat(32_767), day('2026-03-31'), 'A'.repeat(32_767), '1'.repeat(32_767)]]),
	);
	expect(codesOf(records[0]?.problems ?? []).sort()).toEqual(['not_an_amount', 'text_too_long', 'text_too_long']);
	expect(records[0]?.problems.every(({ value }) => value.length <= 200)).toBe(true);
});

test('very long headers, titles and dates take no time', async () => {
	const long = `Invoice ${'nr.'.repeat(10_000)}`;
	const spaces = `31${' '.repeat(30_000)}/03/2026`;
	const begin = secondsOfCpu();
	const { sheet } = await readTab([
		[long],
		['Invoice no.', 'Invoice date', 'Customer', 'Total', long],
		[...usual(), long],
		['F-2', spaces, '('.repeat(30_000), "1'".repeat(15_000)],
	]);
	expect(sheet.role).toBe('invoices');
	expect(secondsOfCpu() - begin).toBeLessThan(4);
});

test('16,384 columns are read in a moment; a thousand of them are understood', async () => {
	const wide = Array.from({ length: 16_380 }, (_, at) => `Column ${at}`);
	const begin = secondsOfCpu();
	const { sheet, records } = await readTab(
		invoiceTab(
			Array.from({ length: 8 }, (_, at) => [...usual(`F-${at}`), ...wide]),
			wide,
		),
	);
	expect(sheet.columns).toHaveLength(1_000);
	expect(records).toHaveLength(8);
	expect(records.every(({ values }) => values !== null)).toBe(true);
	expect(secondsOfCpu() - begin).toBeLessThan(6);
});

test('a cell far to the right and far below is no harm', async () => {
	const far = Array.from<CellValue>({ length: 16_384 }).fill(null);
	far[16_383] = 'x';
	const { sheet, records } = await readTab(invoiceTab([usual(), far]));
	expect([sheet.columns.length, records.length]).toEqual([4, 1]);
});

test('whatever is in the cells, each row of data comes out once, with its values or with an error', async () => {
	const text = fc.oneof(
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.constantFrom('Totaal', 'Subtotal', '€', '-', '1.234', '03/04/2026', 'Invoice no.', '31 maart', '(', ''),
	);
	const value = fc.oneof(
		text,
		fc.double(),
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		fc.record({
			kind: fc.constant('error' as const),
			value: fc.constantFrom('#N/A', '#REF!'),
			formula: fc.boolean(),
			format: fc.constant(generalFormat),
		}),
		fc.record({
			kind: fc.constant('date' as const),
			value: fc.constantFrom('2026-03-31', '1899-12-30', '9999-12-31T23:59:59'),
			format: fc.constantFrom(dateFormat, generalFormat),
			formula: fc.boolean(),
		}),
		fc.record({
			kind: fc.constant('duration' as const),
			value: fc.double({ noNaN: true }),
			format: fc.constant(generalFormat),
			formula: fc.boolean(),
		}),
		fc.record({
			kind: fc.constant('number' as const),
			value: fc.double(),
			format: fc.constant(numberFormat(2, '$')),
			formula: fc.boolean(),
		}),
	);
	const row = fc.array(value, { maxLength: 9 });
	const header = [
		'Invoice no.',
		'Invoice date',
		'Customer',
		'Total',
		'VAT %',
		'Status',
		'E-mail',
		'VAT no.',
		'Due date',
	];
	await fc.assert(
		fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.boolean(), async (rows, named) => {
			const { sheet, records } = await readTab(named ? [header, ...rows] : rows);
			if (sheet.role !== 'other') expect(records.length).toBe(sheet.dataRows);
			for (const { values, problems, texts } of records) {
				expect(values === null).toBe(problems.some(({ severity }) => severity === 'error'));
				expect(texts.every((shown) => typeof shown === 'string')).toBe(true);
			}
			expect(JSON.parse(JSON.stringify(sheet))).toEqual(sheet);
		}),
		{ numRuns: 60 },
	);
});
