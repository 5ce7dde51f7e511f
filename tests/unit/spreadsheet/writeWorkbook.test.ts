import { execFile } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { read, utils, type WorkSheet } from '@e965/xlsx';
import { validSheetNames } from '../../../core/spreadsheet/write/sheetNames';
import { serialOf } from '../../../core/spreadsheet/write/serialDate';
import { writeWorkbook, type ColumnToWrite, type RowToWrite } from '../../../core/spreadsheet/write';
import { turnsDuring } from '../../support/turns';
import { slowSink, workbookBytes } from '../../support/writtenWorkbook';
import { zipParts } from '../../support/zipParts';

const text = (header: string): ColumnToWrite => ({ header, kind: 'text' });
const one = (rows: readonly RowToWrite[], columns: readonly ColumnToWrite[] = [text('a'), text('b')]) => ({
	name: 'Tab',
	columns,
	rows,
});

async function readBack(bytes: Buffer): Promise<WorkSheet> {
	const sheet = read(bytes, { cellNF: true, cellStyles: true }).Sheets.Tab;
	if (sheet === undefined) throw new Error('The tab is not there.');
	return sheet;
}

async function sheetXml(bytes: Buffer, number = 1): Promise<string> {
	return (await zipParts(bytes)).get(`xl/worksheets/sheet${number}.xml`) ?? '';
}

describe('A written workbook', () => {
	test('has typed cells', async () => {
		const columns: ColumnToWrite[] = [
			text('Nr'),
			{ header: 'Aantal', kind: 'integer' },
			{ header: 'Bedrag', kind: 'amount', currency: 'EUR' },
			{ header: 'Btw', kind: 'percent', decimals: 0 },
			{ header: 'Datum', kind: 'date' },
			{ header: 'Betaald', kind: 'boolean' },
			{ header: 'Uren', kind: 'duration' },
		];
		const row = ['007', 3, -1234.56, 0.21, '2024-03-31', true, 5400];
		const sheet = await readBack(
			await workbookBytes(one([row, [{ value: '2024-03-31T10:30:00', kind: 'date' }]], columns)),
		);
		const shown = (address: string) => {
			const { t, v, z } = sheet[address] ?? {};
			return [t, v, z];
		};
		expect(['A2', 'B2', 'C2', 'D2', 'E2', 'F2', 'G2', 'A3'].map(shown)).toEqual([
			['s', '007', 'General'],
			['n', 3, '0'],
			['n', -1234.56, '[$EUR] #,##0.00'],
			['n', 0.21, '0%'],
			['n', 45382, 'yyyy-mm-dd'],
			['b', true, 'General'],
			['n', 0.0625, '[h]:mm:ss'],
			['n', 45382.4375, 'yyyy-mm-dd hh:mm:ss'],
		]);
	});

	test('has a bold frozen header with a filter, widths, and what does not fit its column as a text', async () => {
		const columns: ColumnToWrite[] = [
			{ header: 'Datum', kind: 'date', width: 33 },
			{ header: 'Bedrag', kind: 'amount' },
		];
		const bytes = await workbookBytes(
			one(
				[
					['31 maart', 'twaalf'],
					['2024-02-30', Number.NaN],
				],
				columns,
			),
		);
		const xml = await sheetXml(bytes);
		expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
		expect(xml).toContain('<autoFilter ref="A1:B3"/>');
		expect(xml).toContain('<col min="1" max="1" width="33" customWidth="1"/>');
		expect((await zipParts(bytes)).get('xl/styles.xml')).toContain('<font><b/>');
		expect(utils.sheet_to_json(await readBack(bytes), { header: 1 })).toEqual([
			['Datum', 'Bedrag'],
			['31 maart', 'twaalf'],
			['2024-02-30'],
		]);
	});

	test('keeps a text that looks like a formula as a text, with a quote before it', async () => {
		const hostile = ['=HYPERLINK("http://x","y")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'];
		const bytes = await workbookBytes(
			one(
				hostile.map((value) => [value, 'x']),
				[text('=1+1'), text('b')],
			),
		);
		const xml = await sheetXml(bytes);
		expect(xml).not.toContain('<f');
		const xfs = (await zipParts(bytes)).get('xl/styles.xml')?.split('<cellXfs')[1] ?? '';
		const quoted = [...xfs.matchAll(/<xf [^>]*>/g)].flatMap(([xf], index) =>
			xf.includes('quotePrefix="1"') ? [String(index)] : [],
		);
		const styleOf = (address: string) => new RegExp(`<c r="${address}"(?: s="(\\d+)")?`).exec(xml)?.[1];
		expect(quoted).toHaveLength(2);
		for (const address of ['A1', ...hostile.map((_, index) => `A${index + 2}`)]) {
			expect(quoted).toContain(styleOf(address));
		}
		expect([styleOf('B1'), styleOf('B2')].some((style) => style !== undefined && quoted.includes(style))).toBe(false);
		expect((await readBack(bytes)).A2).toMatchObject({ t: 's', v: hostile[0] });
	});

	// exceljs/exceljs#234: a vertical tab makes Excel call the file broken.
	test('escapes what XML forbids, protects what looks escaped, and keeps spaces', async () => {
		const texts = [
			'a\x0bb\x00\x1f',
			'_x0041_',
			'_x00',
			' two  spaces ',
			'line\r\nfeed\n',
			'\x7f',
			'<&>"\'',
			'😀',
			'\ufffe',
		];
		const bytes = await workbookBytes(one(texts.map((value) => [value])));
		const xml = await sheetXml(bytes);
		expect(xml).toContain('a_x000B_b_x0000__x001F_');
		expect(xml).toContain('>_x005F_x0041_<');
		expect(xml).not.toMatch(/[^\P{Cc}\n]|\ufffe/u);
		const sheet = await readBack(bytes);
		expect(texts.map((_, index) => sheet[`A${index + 2}`]?.v)).toEqual(
			texts.map((value) => value.replace('\r\n', '\n')),
		);
	});

	test('replaces half a letter, and cuts a text that no cell holds', async () => {
		const long = `${'x'.repeat(32_765)}😀tail`;
		const sheet = await readBack(await workbookBytes(one([['a\ud83d'], [long], ['y'.repeat(32_767)]])));
		expect(sheet.A2?.v).toBe('a\ufffd');
		expect(sheet.A3?.v).toBe(`${'x'.repeat(32_765)}…`);
		expect(sheet.A4?.v).toHaveLength(32_767);
	});

	// exceljs/exceljs#868: a note stops the streaming writer.
	test('shows a fault in red, with the reason as a note', async () => {
		const bytes = await workbookBytes(
			one([['x', { value: '31/31', fault: true, note: 'Not a date' }], [{ value: null, fault: true }]]),
		);
		const parts = await zipParts(bytes);
		expect(parts.get('xl/styles.xml')).toContain('<fgColor rgb="FFFFC7CE"/>');
		expect(parts.get('xl/comments1.xml')).toMatch(/ref="B2".*Not a date/s);
		expect(parts.get('xl/worksheets/sheet1.xml')).toMatch(/<c r="A3" s="\d+"\/>.*<legacyDrawing r:id="/s);
		const { v, c } = (await readBack(bytes)).B2 ?? {};
		expect([v, c?.[0]?.t]).toEqual(['31/31', 'Not a date']);
	});

	test('keeps at most 2,000 notes on a tab', async () => {
		const rows = Array.from({ length: 2_010 }, () => [{ value: 'x', note: 'n' }]);
		const comments = (await zipParts(await workbookBytes(one(rows)))).get('xl/comments1.xml') ?? '';
		expect(comments.match(/<comment /g)).toHaveLength(2_000);
	});

	// exceljs/exceljs#1387, exceljs/exceljs#2784: parts in the wrong order make Excel repair the file.
	test('offers choices: short ones in their rule, long ones from a hidden tab; parts in the order of the schema', async () => {
		const long = Array.from({ length: 60 }, (_, index) => `status, number ${index}`);
		const columns: ColumnToWrite[] = [
			{ header: 'Status', kind: 'text', choices: ['open', 'betaald'] },
			{ header: 'Soort', kind: 'text', choices: long },
		];
		const bytes = await workbookBytes(one([[{ value: 'open', note: 'n' }]], columns), { ...one([]), name: 'lists' });
		const xml = await sheetXml(bytes);
		expect(xml).toContain('<formula1>&quot;open,betaald&quot;</formula1>');
		expect(xml).toContain('<formula1>&apos;Lists (2)&apos;!$A$1:$A$60</formula1>');
		expect(xml).toContain('sqref="A2:A10000"');
		const order = [...xml.matchAll(/<(sheetData|autoFilter|dataValidations|pageMargins|legacyDrawing)\b/g)];
		expect(order.map(([, name]) => name)).toEqual([
			'sheetData',
			'autoFilter',
			'dataValidations',
			'pageMargins',
			'legacyDrawing',
		]);
		const workbook = read(bytes);
		expect(workbook.SheetNames).toEqual(['Tab', 'lists', 'Lists (2)']);
		expect(workbook.Workbook?.Sheets?.map(({ Hidden }) => Hidden)).toEqual([0, 0, 2]);
		expect(workbook.Sheets['Lists (2)']?.A60?.v).toBe('status, number 59');
	});

	test('has valid and unique names of tabs', () => {
		expect(
			validSheetNames([
				'a/b',
				'A B',
				'',
				"'x'",
				'History',
				'n'.repeat(40),
				'n'.repeat(50),
				'[]:*?\\',
				`${'n'.repeat(30)}😀`,
			]),
		).toEqual([
			'a b',
			'A B (2)',
			'Sheet',
			'x',
			'History (2)',
			'n'.repeat(31),
			`${'n'.repeat(27)} (2)`,
			'Sheet (2)',
			'n'.repeat(30),
		]);
	});

	test.each([
		['1900-01-01', 1],
		['1900-02-28', 59],
		['1900-03-01', 61],
		['9999-12-31', 2_958_465],
		['2024-03-31T12:00', 45_382.5],
		['1899-12-31', undefined],
		['2024-02-30', undefined],
		['2024-03-31T24:00', undefined],
	])('The day %s is %s', (date, serial) => {
		expect(serialOf(date)).toBe(serial);
	});

	test('More columns than Excel has are refused, and nobody takes the file for one', async () => {
		const out = new PassThrough();
		await expect(writeWorkbook(out, [one([], Array(16_385).fill(text('a')))])).rejects.toMatchObject({
			field: 'columns',
		});
		expect(out.destroyed).toBe(true);
	});

	test('Rows that fail, a stream that breaks and a signal end the writing', async () => {
		async function* failing() {
			yield ['x'];
			throw new Error('the database is gone');
		}
		await expect(writeWorkbook(new PassThrough(), [{ ...one([]), rows: failing() }])).rejects.toThrow(
			'database is gone',
		);

		const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no space left')) });
		await expect(writeWorkbook(full, [one([['x']])])).rejects.toThrow('no space left');

		function* endless() {
			for (;;) yield ['x'.repeat(100)];
		}
		const gone = slowSink();
		setTimeout(() => gone.destroy(), 100);
		await expect(writeWorkbook(gone, [{ ...one([]), rows: endless() }])).rejects.toThrow();

		const stopped = writeWorkbook(slowSink(), [{ ...one([]), rows: endless() }], { signal: AbortSignal.timeout(100) });
		await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' });
	});

	test('Whenever the writing is called off, it is told once, and nothing is rejected behind it', async () => {
		const turn = async () => await new Promise((go) => setImmediate(go));
		// The last rows are given, and the archive is being ended: that takes some turns of the loop.
		for (let turns = 0; turns < 30; turns++) {
			const stop = new AbortController();
			function* rows() {
				yield ['x'];
				void (async () => {
					for (let left = turns; left > 0; left--) await turn();
					stop.abort(new Error('called off'));
				})();
			}
			const sink = new PassThrough().resume();
			const [written] = await Promise.allSettled([
				writeWorkbook(sink, [{ ...one([]), rows: rows() }], { signal: stop.signal }),
			]);
			if (written.status === 'rejected') expect(written.reason).toEqual(new Error('called off'));
			for (let left = 20; left > 0; left--) await turn();
		}
	});

	test('Rows are taken no faster than the stream takes them, and others get their turn', async () => {
		let given = 0;
		function* rows(): Generator<RowToWrite> {
			for (; given < 20_000; given++) yield [`number ${given} ${Math.random()}`, `x${Math.random()}`];
		}
		const sink = slowSink();
		await workbookBytes(one([]));
		const before = process.memoryUsage.rss();
		expect(await turnsDuring(writeWorkbook(sink, [{ ...one([]), rows: rows() }]))).toBeGreaterThan(20);
		expect(given).toBe(20_000);
		expect(sink.taken).toBeGreaterThan(400_000);
		expect((process.memoryUsage.rss() - before) / 1e6).toBeLessThan(150);
	});

	test('exceljs is not loaded before a workbook is written', async () => {
		const script = `
			require('tsx/cjs');
			require('./core/spreadsheet/write');
			console.log(Object.keys(require.cache).filter((file) => /exceljs/.test(file)).length);`;
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
		expect(stdout.trim()).toBe('0');
	});
});
