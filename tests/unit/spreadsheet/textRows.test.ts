import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readRecords } from '../../../core/spreadsheet/text/records';
import { openTextWorkbook } from '../../../core/spreadsheet/text';
import { turnsDuring } from '../../support/turns';
import { openText, readText, roomyLimits, rowsOf } from '../../support/textWorkbook';

const numbersOf = async (text: string) => (await rowsOf(await openText(text))).map(({ number }) => number);

describe('The rows of a text file', () => {
	test('All cells are texts, as they are; an empty one is left out', async () => {
		const rows = await rowsOf(await openText('a;; b ;007;=1+1\n'));
		expect(rows).toEqual([
			{
				number: 1,
				hidden: false,
				cells: [
					{ column: 0, value: 'a' },
					{ column: 2, value: ' b ' },
					{ column: 3, value: '007' },
					{ column: 4, value: '=1+1' },
				].map((cell) => ({
					...cell,
					kind: 'text',
					formula: false,
					format: expect.objectContaining({ kind: 'general' }),
				})),
			},
		]);
	});

	test.each([
		['CRLF', '\r\n'],
		['LF', '\n'],
		// mholt/PapaParse#43: files of old Macs come out as one line.
		['CR', '\r'],
	])('Lines end with %s', async (_name, end) => {
		await expect(readText(['a;b', '1;2', '3;4'].join(end))).resolves.toEqual([
			['a', 'b'],
			['1', '2'],
			['3', '4'],
		]);
	});

	// adaltas/node-csv#467: a line feed in a quoted cell of a CRLF file breaks the row.
	test('A quoted cell keeps its delimiters, quotes and line ends', async () => {
		await expect(readText('a;b\r\n"x;\ny ""z""\r\nw";2\r\n')).resolves.toEqual([
			['a', 'b'],
			['x;\ny "z"\r\nw', '2'],
		]);
	});

	// adaltas/node-csv-parse#236, thephpleague/csv#586: a mark before a quoted header breaks the header.
	test('A byte order mark before a quoted header', async () => {
		await expect(readText('\ufeff"a;1";"b"\n2;3\n')).resolves.toEqual([
			['a;1', 'b'],
			['2', '3'],
		]);
	});

	// adaltas/node-csv-parse#139: a quote within an unquoted cell stops the file.
	test('A quote within a cell that does not begin with one, and apostrophes', async () => {
		await expect(readText(`pipe;name\n5" pipe;'t Hof\n3;O'Neil\n`)).resolves.toEqual([
			['pipe', 'name'],
			['5" pipe', "'t Hof"],
			['3', "O'Neil"],
		]);
	});

	test('Rows are shorter and longer than the header', async () => {
		await expect(readText('a;b\n1\n1;2;3\n')).resolves.toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
	});

	test('A header called __proto__ is a header like others', async () => {
		await expect(readText('__proto__;b\n1;2\n')).resolves.toEqual([
			['__proto__', 'b'],
			['1', '2'],
		]);
	});

	test('A row is numbered by the line in which it begins', async () => {
		await expect(numbersOf('a;b\n\n"1\n2\r\n3";x\n;;\n4;5\n')).resolves.toEqual([1, 3, 7]);
		await expect(numbersOf('sep=;\na;b\n1;2\n')).resolves.toEqual([2, 3]);
		await expect(numbersOf('a;b\r1;2\r\r3;4')).resolves.toEqual([1, 2, 4]);
	});

	test('It does not matter where the pieces of a text are cut', async () => {
		const text = 'a;b\r\n"x\r\ny ""z""";1\r\n\r\n"é;";😀\r\nlast;"q"';
		const letters = Array.from(text);
		const whole = await rowsOf(await openText(text));
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(fc.nat(letters.length), { maxLength: 8 }), async (cuts) => {
				const ends = [...cuts.sort((one, other) => one - other), letters.length];
				const pieces = Readable.from(ends.map((end, index) => letters.slice(ends[index - 1] ?? 0, end).join('')));
				const rows = [];
				for await (const batch of readRecords(pieces, { character: ';', skip: 0 }, roomyLimits, undefined))
					rows.push(...batch);
				expect(rows).toEqual(whole);
			}),
			{ numRuns: 50, examples: [[[4, 5]], [[9, 10]], [[22, 23]]] },
		);
	});

	test('A quote that is not closed is told with its line', async () => {
		await expect(readText('a;b\n1;2\n3;"4\n5;6\n')).rejects.toMatchObject({
			field: 'file',
			complaint: expect.stringMatching(/not closed.* line 3$/),
		});
		const long = `a;b\n1;"2\n${'x;y\n'.repeat(300_000)}`;
		await expect(readText(long)).rejects.toMatchObject({ complaint: expect.stringMatching(/beginning in line 2/) });
	});

	test.each([
		['rows', { rows: 2 }],
		['columns', { columns: 2 }],
		['cells', { cells: 5 }],
		['cellText', { cellText: 3 }],
		['seconds', { seconds: -1 }],
	])('A file beyond the limit %s is refused by its name', async (name, limit) => {
		const limits = { ...roomyLimits, ...limit };
		await expect(readText('a;b;c\n1;2;3333\n4;5;6\n', { limits })).rejects.toMatchObject({
			field: 'file',
			remedy: expect.stringContaining(`'${name}'`),
		});
	});

	test('A signal calls the reading off', async () => {
		const workbook = await openText('a;b\n1;2\n', { signal: AbortSignal.timeout(0) });
		await new Promise((resolve) => setTimeout(resolve, 5));
		await expect(rowsOf(workbook)).rejects.toMatchObject({ name: 'TimeoutError' });
	});

	test('The sheet is called like the file; another one is refused', async () => {
		const { sheets, format } = await openText('a', { name: 'C:\\x\\Facturen 2024.nl.tsv' });
		expect([format, sheets[0]?.name]).toEqual(['tsv', 'Facturen 2024.nl']);
		const workbook = await openText('a', { name: '.csv' });
		expect(workbook.sheets[0]?.name).toBe('Sheet1');
		expect(() => workbook.rows(1)).toThrow("'sheet' is not in the file");
		await expect(workbook.layout(0)).resolves.toEqual({ merges: [], hiddenColumns: [] });
	});

	test('An empty file has no row', async () => {
		await expect(readText('')).resolves.toEqual([]);
		await expect(readText('\ufeff\r\n\r\n')).resolves.toEqual([]);
	});

	test('A file of 50,000 rows is read again and again, in part too, without holding others up', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'text-rows-'));
		try {
			const path = join(folder, 'big.csv');
			await writeFile(path, 'nr;naam;bedrag\n'.concat('12;"Jansen; Piet";€ 1.234,56\n'.repeat(50_000)));
			const workbook = await openTextWorkbook({ path }, { name: 'big.csv', limits: roomyLimits });
			for await (const batch of workbook.rows(0)) {
				expect(batch).toHaveLength(500);
				break;
			}
			const reading = rowsOf(workbook);
			expect(await turnsDuring(reading)).toBeGreaterThan(10);
			const rows = await reading;
			expect(rows).toHaveLength(50_001);
			expect(rows.at(-1)).toMatchObject({ number: 50_001, cells: [{}, { value: 'Jansen; Piet' }, {}] });
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});
