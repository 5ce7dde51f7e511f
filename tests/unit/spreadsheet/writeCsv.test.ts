import { Writable } from 'node:stream';
import { writeCsv, type ColumnToWrite, type CsvStyle, type RowToWrite } from '../../../core/spreadsheet/write';
import { csvBytes, slowSink } from '../../support/writtenWorkbook';

const columns: ColumnToWrite[] = [
	{ header: 'Nr', kind: 'text' },
	{ header: 'Bedrag', kind: 'amount', currency: 'EUR' },
	{ header: 'Btw', kind: 'percent' },
	{ header: 'Datum', kind: 'date' },
	{ header: 'Ok', kind: 'boolean' },
];

async function written(rows: readonly RowToWrite[], style: CsvStyle = {}, of = columns): Promise<string> {
	return (await csvBytes({ name: 'x', columns: of, rows }, { bom: false, lineEnd: '\n', ...style })).toString();
}
const cells = async (values: RowToWrite, style?: CsvStyle) =>
	(
		await written(
			[values],
			style,
			values.map(() => ({ header: 'h', kind: 'text' })),
		)
	)
		.split('\n')
		.slice(1)
		.join('\n');

describe('A table that is written as text', () => {
	test('begins with a byte order mark and has lines that end with CRLF, when nothing else is asked', async () => {
		const bytes = await csvBytes({ name: 'x', columns, rows: [['é', 1]] });
		expect(bytes.toString()).toBe('\ufeffNr,Bedrag,Btw,Datum,Ok\r\né,1.00,,,\r\n');
		expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
	});

	test.each<[string, CsvStyle, string]>([
		['English', {}, 'F1,-1234.50,21%,2024-03-31,TRUE'],
		['Dutch', { delimiter: ';', decimalSign: ',', dateOrder: 'dmy' }, 'F1;-1234,50;21%;31/03/2024;TRUE'],
		['American, tabs', { delimiter: '\t', dateOrder: 'mdy' }, 'F1\t-1234.50\t21%\t03/31/2024\tTRUE'],
		['a comma for both', { decimalSign: ',' }, 'F1,"-1234,50",21%,2024-03-31,TRUE'],
	])('%s', async (_name, style, line) => {
		const text = await written([['F1', -1234.5, 0.21, '2024-03-31', true]], style);
		expect(text.split('\n')[1]).toBe(line);
	});

	test('quotes what needs it', async () => {
		await expect(cells(['a,b', 'say "x"', 'l\nf', ' s', 'plain;'])).resolves.toBe(
			'"a,b","say ""x""","l\nf"," s",plain;\n',
		);
		// adaltas/node-csv#467: what has the other line end is quoted too.
		await expect(cells(['l\nf', 'c\rr'], { lineEnd: '\r\n' })).resolves.toContain('"l\nf","c\rr"');
		await expect(cells([null])).resolves.toBe('""\n');
	});

	test('makes a formula a text, and leaves numbers alone', async () => {
		await expect(cells(['=1+1', '+1', '-12.50', '@x', '\t=1', '\r=1', '\n=1', '-'])).resolves.toBe(
			`'=1+1,'+1,'-12.50,'@x,'\t=1,"'\r=1","'\n=1",'-\n`,
		);
		await expect(cells([-12.5, { value: -0.001, kind: 'amount' }, { value: -0.5, kind: 'percent' }])).resolves.toBe(
			'-12.5,0.00,-50%\n',
		);
		await expect(written([], {}, [{ header: '=cmd', kind: 'text' }])).resolves.toBe("'=cmd\n");
	});

	// Excel opens a file that begins with ID as SYLK.
	test('does not begin with ID', async () => {
		await expect(written([['1']], {}, [{ header: 'ID', kind: 'text' }])).resolves.toBe('"ID"\n1\n');
	});

	test('numbers are not rounded by chance', async () => {
		await expect(
			cells([
				{ value: 0.07, kind: 'percent' },
				{ value: 0.0875, kind: 'percent', decimals: 1 },
				{ value: 1234567.895, kind: 'number' },
				{ value: 5_400, kind: 'duration' },
				{ value: -61, kind: 'duration' },
			]),
		).resolves.toBe('7%,8.8%,1234567.895,1:30:00,-0:01:01\n');
	});

	test('rows that fail and a stream that breaks end the writing; rows wait for the stream', async () => {
		async function* failing() {
			yield ['x'];
			throw new Error('the database is gone');
		}
		await expect(csvBytes({ name: 'x', columns, rows: failing() })).rejects.toThrow('database is gone');
		const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no space left')) });
		await expect(writeCsv(full, { name: 'x', columns, rows: [['x']] })).rejects.toThrow('no space left');

		let given = 0;
		function* endless(): Generator<RowToWrite> {
			for (;;) {
				given++;
				yield ['x'.repeat(100)];
			}
		}
		const sink = slowSink();
		const style = { signal: AbortSignal.timeout(200) };
		await expect(writeCsv(sink, { name: 'x', columns, rows: endless() }, style)).rejects.toThrow();
		expect(given).toBeLessThan((sink.taken + 40 * 32_768) / 100);
	});
});
