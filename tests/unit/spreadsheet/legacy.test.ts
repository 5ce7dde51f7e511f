import fc from 'fast-check';
import { CFB, utils, write, type BookType, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { openLegacyWorkbook } from '../../../core/spreadsheet/legacy';
import type { Cell } from '../../../core/spreadsheet/cell';
import { odsFile, zipOf } from '../../support/odsFile';
import { turnsDuring } from '../../support/turns';
import { gridOf, roomyLimits, rowsOf } from '../../support/textWorkbook';

/** The containers of old Office files, which the types of the package leave out. */
const containers = CFB as {
	read: (bytes: Buffer, options: object) => object;
	find: (container: object, name: string) => { content: Uint8Array; size: number };
	write: (container: object, options: object) => Buffer;
};

type Options = Partial<Parameters<typeof openLegacyWorkbook>[2]>;
const openXls = async (bytes: Buffer, options: Options = {}) =>
	await openLegacyWorkbook({ bytes }, 'xls', { limits: roomyLimits, ...options });
const openOds = async (bytes: Buffer, options: Options = {}) =>
	await openLegacyWorkbook({ bytes }, 'ods', { limits: roomyLimits, ...options });

function xlsFile(
	sheets: Readonly<Record<string, WorkSheet>>,
	more: Partial<WorkBook> = {},
	bookType: BookType = 'biff8',
): Buffer {
	return write({ SheetNames: Object.keys(sheets), Sheets: { ...sheets }, ...more }, { type: 'buffer', bookType });
}
const grid = (rows: unknown[][]) => utils.aoa_to_sheet(rows);
const brief = ({ column, kind, value, formula }: Cell) => [column, kind, value, formula];

describe('An .xls file', () => {
	test('is read with its types, merges, hidden columns and hidden tabs', async () => {
		const sheet = grid([
			['a', 1.5, true, { t: 'n', v: 45382, z: 'd/m/yy' }, { t: 'e', v: 42 }],
			[],
			[
				null,
				{ t: 'n', v: 0.21, z: '0%' },
				{ t: 'n', v: 45382.4375, z: 'yyyy-mm-dd hh:mm' },
				{ t: 'n', v: 1.5, z: '[h]:mm' },
				{ t: 'n', v: 0.25, z: 'h:mm' },
				{ t: 'n', v: -1.5, z: '#,##0.00 "€"' },
			],
		]);
		sheet['!merges'] = [{ s: { r: 0, c: 0 }, e: { r: 1, c: 2 } }];
		sheet['!cols'] = [{}, { hidden: true }];
		const book = { Workbook: { Sheets: [{}, { Hidden: 1 as const }, { Hidden: 2 as const }] } };
		const workbook = await openXls(xlsFile({ Een: sheet, Twee: grid([[2]]), Drie: grid([]) }, book));
		expect(workbook.sheets.map(({ name, visibility }) => [name, visibility])).toEqual([
			['Een', 'visible'],
			['Twee', 'hidden'],
			['Drie', 'very_hidden'],
		]);
		const rows = await rowsOf(workbook);
		expect(rows.map(({ number, cells }) => [number, cells.map(brief)])).toEqual([
			[
				1,
				[
					[0, 'text', 'a', false],
					[1, 'number', 1.5, false],
					[2, 'boolean', true, false],
					[3, 'date', '2024-03-31', false],
					[4, 'error', '#N/A', false],
				],
			],
			[
				3,
				[
					[1, 'number', 0.21, false],
					[2, 'date', '2024-03-31T10:30:00', false],
					[3, 'duration', 129_600, false],
					[4, 'duration', 21_600, false],
					[5, 'number', -1.5, false],
				],
			],
		]);
		expect(rows[1]?.cells.map(({ format }) => format.kind)).toEqual([
			'percent',
			'date',
			'duration',
			'duration',
			'number',
		]);
		await expect(workbook.layout(0)).resolves.toEqual({
			merges: [{ firstRow: 1, lastRow: 2, firstColumn: 0, lastColumn: 2 }],
			hiddenColumns: [1],
		});
		expect(gridOf(await rowsOf(workbook, 1))).toEqual([[2]]);
		expect(gridOf(await rowsOf(workbook, 2))).toEqual([]);
		expect(() => workbook.rows(3)).toThrow("'sheet' is not in the file");
		await workbook.close();
	});

	// SheetJS/sheetjs#1565, #2153: days come out one too early, or four years, by the time zone and the base of 1904.
	test('has the days of its own base, in any time zone', async () => {
		const sheet = grid([
			[
				{ t: 'n', v: 43920, z: 'yyyy-mm-dd' },
				{ t: 'n', v: 0, z: 'yyyy-mm-dd' },
				{ t: 'n', v: 59, z: 'yyyy-mm-dd' },
			],
		]);
		const of = async (date1904: boolean) => {
			const workbook = await openXls(xlsFile({ A: sheet }, { Workbook: { WBProps: { date1904 } } }));
			const found = gridOf(await rowsOf(workbook));
			await workbook.close();
			return found;
		};
		await expect(of(true)).resolves.toEqual([['2024-03-31', '1904-01-01', '1904-02-29']]);
		await expect(of(false)).resolves.toEqual([['2020-03-30', 0, '1900-02-28']]);
	});

	test.each<BookType>(['biff5', 'biff2'])('is read of the generation %s', async (bookType) => {
		const workbook = await openXls(xlsFile({ A: grid([['Cafe', 12.5]]) }, {}, bookType));
		expect(gridOf(await rowsOf(workbook))).toEqual([['Cafe', 12.5]]);
		await workbook.close();
	});

	test('is read in part, in batches, and again, without holding others up', async () => {
		const rows = Array.from({ length: 4_000 }, (_, index) => ['Jansen', index, index / 4, 'open', index % 2 === 0]);
		const workbook = await openXls(xlsFile({ A: grid(rows) }));
		for await (const batch of workbook.rows(0)) {
			expect(batch).toHaveLength(500);
			break;
		}
		const reading = Promise.all([rowsOf(workbook), rowsOf(workbook)]);
		expect(await turnsDuring(reading)).toBeGreaterThan(10);
		const [one, other] = await reading;
		expect(one).toHaveLength(4_000);
		expect(JSON.stringify(other)).toBe(JSON.stringify(one));
		expect(gridOf(one.slice(-1))).toEqual([rows.at(-1)]);
		await workbook.close();
	});

	const large = xlsFile({ A: grid(Array.from({ length: 6_000 }, (_, index) => ['text', index, index / 4])) });

	test('that needs too much memory ends its thread, and no more', async () => {
		await expect(openXls(large, { megabytes: 8 })).rejects.toMatchObject({
			field: 'file',
			complaint: 'needs more than 8 MB of memory to read',
		});
	});

	test('that takes too long, or is called off, ends its thread', async () => {
		await expect(openXls(large, { limits: { ...roomyLimits, seconds: 0.05 } })).rejects.toMatchObject({
			complaint: 'takes longer than 0.05 seconds to read',
		});
		await expect(openXls(large, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ name: 'TimeoutError' });
	});

	test('with a password is named for it', async () => {
		const container = containers.read(xlsFile({ A: grid([['x']]) }), { type: 'buffer' });
		const stream = containers.find(container, '/Workbook');
		const content = Buffer.from(stream.content);
		const begin = 4 + content.readUInt16LE(2);
		// FILEPASS with the method of Office 97: key, check and hash are 48 bytes.
		const filePass = Buffer.concat([
			Buffer.from('2f0036000100010001', 'hex'),
			Buffer.from('00', 'hex'),
			Buffer.alloc(48),
		]);
		stream.content = Buffer.concat([content.subarray(0, begin), filePass, content.subarray(begin)]);
		stream.size = stream.content.length;
		const bytes = containers.write(container, { type: 'buffer' });
		await expect(openXls(bytes)).rejects.toMatchObject({ field: 'file', complaint: 'is protected by a password' });
	});

	test.each([
		['not an .xls file', Buffer.from('<html><table><tr><td>1</td></tr></table>')],
		['not an .xls file', zipOf({ 'x.xml': '<x/>' })],
		['not an .xls file', Buffer.from('a;b\n1;2\n')],
		['not an .xls file', Buffer.alloc(0)],
		['a broken .xls file', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000, 0xff)])],
	])('that is none is refused: %s', async (name, bytes) => {
		await expect(openXls(bytes)).rejects.toMatchObject({ field: 'file', complaint: expect.stringContaining(name) });
	});

	test('beyond a limit is refused by its name', async () => {
		const bytes = xlsFile({
			A: grid([
				['a', 'b'],
				['c', 'd'],
			]),
		});
		await expect(openXls(bytes, { limits: { ...roomyLimits, fileBytes: 9 } })).rejects.toMatchObject({
			remedy: expect.stringContaining("'fileBytes'"),
		});
		const workbook = await openXls(bytes, { limits: { ...roomyLimits, rows: 1 } });
		await expect(rowsOf(workbook)).rejects.toMatchObject({ remedy: expect.stringContaining("'rows'") });
		await workbook.close();
	});
});

const table = (rows: string, name = 'Een') => `<table:table table:name="${name}">${rows}</table:table>`;
const row = (cells: string) => `<table:table-row>${cells}</table:table-row>`;
const words = (text: string, more = '') =>
	`<table:table-cell office:value-type="string" ${more}><text:p>${text}</text:p></table:table-cell>`;
const number = (value: number, more = '') =>
	`<table:table-cell office:value-type="float" office:value="${value}" ${more}><text:p>?</text:p></table:table-cell>`;

describe('An .ods file', () => {
	test('is read with its types, whatever it shows', async () => {
		const cell = (type: string, attributes: string) =>
			`<table:table-cell table:style-name="ce1" office:value-type="${type}" ${attributes}><text:p>shown</text:p></table:table-cell>`;
		const styles = '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N11"/>';
		const rows = row(
			[
				cell('float', 'office:value="-1.5"'),
				cell('percentage', 'office:value="0.21"'),
				cell('currency', 'office:value="12.5" office:currency="EUR"'),
				cell('date', 'office:date-value="2024-03-31"'),
				cell('date', 'office:date-value="2024-03-31T10:29:59.9999"'),
				cell('time', 'office:time-value="PT42H30M00S"'),
				cell('boolean', 'office:boolean-value="true"'),
				cell('string', 'table:formula="of:=A1" office:string-value=""'),
				'<table:table-cell table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>WAAR</text:p></table:table-cell>',
				'<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
				'<table:table-cell table:formula="of:=0" office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>',
				'<table:table-cell/>',
			].join(''),
		);
		const shared =
			'<number:percentage-style style:name="N11"><number:number number:decimal-places="2"/></number:percentage-style>';
		const workbook = await openOds(odsFile(table(rows), styles, shared));
		const [only] = await rowsOf(workbook);
		expect(only?.cells.map(brief)).toEqual([
			[0, 'number', -1.5, false],
			[1, 'number', 0.21, false],
			[2, 'number', 12.5, false],
			[3, 'date', '2024-03-31', false],
			[4, 'date', '2024-03-31T10:30:00', false],
			[5, 'duration', 153_000, false],
			[6, 'boolean', true, false],
			[7, 'text', '', true],
			[8, 'boolean', true, false],
			[9, 'error', '#DIV/0!', false],
			[10, 'number', 0, true],
		]);
		expect(only?.cells.slice(1, 3).map(({ format }) => format)).toEqual([
			{ kind: 'percent', code: '0.00%', decimals: 2, currency: null },
			{ kind: 'number', code: '[$EUR] 0.00', decimals: 2, currency: 'EUR' },
		]);
		await workbook.close();
	});

	test('has the spaces, lines and tabs of its texts, and nothing of their notes', async () => {
		const note = '<office:annotation><text:p>a note</text:p></office:annotation>';
		const rows = row(
			[
				words('<text:s/>x <text:s text:c="2"/>y '),
				words('one</text:p><text:p>two<text:line-break/>three<text:tab/>four'),
				words('\n  many \n  spaces <text:span>in</text:span>  it'),
				words('_x0041_ &amp; &lt;b&gt; 😀'),
				`<table:table-cell office:value-type="string">${note}<text:p>with</text:p></table:table-cell>`,
			].join(''),
		);
		const workbook = await openOds(odsFile(table(rows)));
		expect(gridOf(await rowsOf(workbook))).toEqual([
			[' x   y ', 'one\ntwo\nthree\tfour', 'many spaces in  it', '_x0041_ & <b> 😀', 'with'],
		]);
		await workbook.close();
	});

	test('has its repeated, merged and hidden rows and columns, and its hidden tabs', async () => {
		const rows = [
			'<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>',
			row(
				words('a', 'table:number-columns-repeated="2"') +
					number(3, 'table:number-columns-spanned="2" table:number-rows-spanned="2"'),
			),
			'<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
			`<table:table-row table:number-rows-repeated="2" table:visibility="filter">${number(5)}</table:table-row>`,
			'<table:table-row table:number-rows-repeated="1048570" table:visibility="collapse"><table:table-cell/></table:table-row>',
		].join('');
		const styles =
			'<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>';
		const hidden = `<table:table table:name="Twee" table:style-name="ta1">${row(number(9))}</table:table>`;
		const workbook = await openOds(odsFile(table(rows) + hidden, styles));
		expect(workbook.sheets.map(({ name, visibility }) => [name, visibility])).toEqual([
			['Een', 'visible'],
			['Twee', 'hidden'],
		]);
		const found = await rowsOf(workbook);
		expect(found.map((one) => [one.number, one.hidden])).toEqual([
			[1, false],
			[5, true],
			[6, true],
		]);
		expect(gridOf(found)).toEqual([['a', 'a', 3], [5], [5]]);
		await expect(workbook.layout(0)).resolves.toEqual({
			merges: [{ firstRow: 1, lastRow: 2, firstColumn: 2, lastColumn: 3 }],
			hiddenColumns: [2],
		});
		expect(gridOf(await rowsOf(workbook, 1))).toEqual([[9]]);
		await workbook.close();
	});

	const repeated = (count: number) => row(number(1, `table:number-columns-repeated="${count}"`));
	test.each([
		['columns', table(repeated(16_385))],
		[
			'cells',
			table(`<table:table-row table:number-rows-repeated="1048576">${number(1)}${number(2)}</table:table-row>`),
		],
		['rows', table(`<table:table-row table:number-rows-repeated="1048577">${number(1)}</table:table-row>`)],
		['cellText', table(row(words('x'.repeat(200_000))))],
		['cellText', table(row(words('<text:s text:c="999999999"/>')))],
		['cellText', table(row(words('x'.repeat(3_000_000))))],
	])('beyond the limit %s is refused by its name', async (name, content) => {
		const limits = { ...roomyLimits, cells: 2_000_000 };
		const reading = async () => {
			const workbook = await openOds(odsFile(content), { limits });
			try {
				for await (const batch of workbook.rows(0)) expect(batch.length).toBeLessThanOrEqual(500);
			} finally {
				await workbook.close();
			}
		};
		await expect(reading()).rejects.toMatchObject({ field: 'file', remedy: expect.stringContaining(`'${name}'`) });
	});

	test.each([
		['a broken .ods file', zipOf({ 'content.xml': '<a><b></a>' })],
		['a broken .ods file', zipOf({ 'content.xml': '<a>'.repeat(40_000) })],
		['a broken .ods file', zipOf({ 'content.xml': `<a>${'b'.repeat(1_000)}</a>` }, () => 10)],
		['a broken .ods file', Buffer.from('no zip at all')],
		['has a DOCTYPE', zipOf({ 'content.xml': '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' })],
		['has no tab', odsFile('')],
		['has no tab', zipOf({ 'content.xml': '' })],
		['has no content.xml', zipOf({ 'word/document.xml': '<a/>' })],
		['is protected by a password', zipOf({ 'META-INF/manifest.xml': '<m:encryption-data/>', 'content.xml': 'secret' })],
	])('that cannot be read is refused: %s', async (name, bytes) => {
		await expect(openOds(bytes)).rejects.toMatchObject({ field: 'file', complaint: expect.stringContaining(name) });
	});

	test('with broken bytes is read, or refused as what it is', async () => {
		const bytes = zipOf({
			mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
			'META-INF/manifest.xml': '<m:manifest xmlns:m="x"><m:file-entry m:full-path="content.xml"/></m:manifest>',
			'content.xml': `<d xmlns:table="t">${table(row(words('one') + number(2)))}</d>`,
		});
		const place = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
		await fc.assert(
			fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 4 }), async (places) => {
				const broken = Buffer.from(bytes);
				for (const [at, byte] of places) broken.writeUInt8(byte, at);
				const reading = async () => {
					const workbook = await openOds(broken);
					for (const { index } of workbook.sheets) await rowsOf(workbook, index);
					await workbook.close();
				};
				const failure: unknown = await reading().catch((error: unknown) => error);
				if (failure !== undefined) expect(failure).toMatchObject({ name: 'InputError', field: 'file' });
			}),
			{ numRuns: 300 },
		);
	});

	test('with a flipped bit is refused', async () => {
		const bytes = odsFile(table(row(words('y'.repeat(100)))));
		const at = bytes.indexOf('content.xml') + 60;
		bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
		await expect(openOds(bytes)).rejects.toMatchObject({ complaint: expect.stringContaining('broken') });
	});
});
