import type { Cell } from '../../../core/spreadsheet';
import { notCalculated } from '../../../core/spreadsheet';
import {
	collect,
	mainNamespace,
	readCells,
	readOneCell,
	readSheet,
	sheetXml,
	withWorkbook,
	xlsxFile,
} from '../../support/xlsxFile';

const kindAndValue = (cell: Cell | undefined) => cell && [cell.kind, cell.value];

describe('a cell', () => {
	it.each([
		['a number', '<c r="A1"><v>12.5</v></c>', ['number', 12.5]],
		['a number with its type', '<c r="A1" t="n"><v>-3</v></c>', ['number', -3]],
		['a power of ten', '<c r="A1"><v>1.5E-3</v></c>', ['number', 0.0015]],
		['a number with spaces around it', '<c r="A1"><v> 7\n</v></c>', ['number', 7]],
		['zero', '<c r="A1"><v>0</v></c>', ['number', 0]],
		['minus zero, which is zero', '<c r="A1"><v>-0</v></c>', ['number', 0]],
		['17 digits', '<c r="A1"><v>0.30000000000000004</v></c>', ['number', 0.30000000000000004]],
		['what is no number, as the text that it is', '<c r="A1"><v>1,5</v></c>', ['text', '1,5']],
		['what is a number to JavaScript only', '<c r="A1"><v>0x10</v></c>', ['text', '0x10']],
		['NaN', '<c r="A1"><v>NaN</v></c>', ['text', 'NaN']],
		['infinity', '<c r="A1"><v>1e999</v></c>', ['text', '1e999']],
		['true', '<c r="A1" t="b"><v>1</v></c>', ['boolean', true]],
		['false', '<c r="A1" t="b"><v>0</v></c>', ['boolean', false]],
		['true as a word', '<c r="A1" t="b"><v>TRUE</v></c>', ['boolean', true]],
		['an error', '<c r="A1" t="e"><v>#N/A</v></c>', ['error', '#N/A']],
		['a date as text', '<c r="A1" t="d"><v>2024-03-31T10:30:00</v></c>', ['date', '2024-03-31T10:30:00']],
		['a date that is none', '<c r="A1" t="d"><v>soon</v></c>', ['text', 'soon']],
		['a text of its own', '<c r="A1" t="inlineStr"><is><t>a &amp; b</t></is></c>', ['text', 'a & b']],
		[
			'a text of its own with runs',
			'<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r></is></c>',
			['text', 'a b'],
		],
		[
			'a text with spaces and line feeds',
			'<c r="A1" t="inlineStr"><is><t xml:space="preserve">  a&#10;b\r\nc  </t></is></c>',
			['text', '  a\nb\nc  '],
		],
		['a text of its own that is empty', '<c r="A1" t="inlineStr"><is><t/></is></c>', ['text', '']],
		['CDATA', '<c r="A1" t="inlineStr"><is><t><![CDATA[<b> & ]]></t></is></c>', ['text', '<b> & ']],
		[
			'a comment and an instruction in a text',
			'<c r="A1" t="inlineStr"><is><t>a<!-- x --><?y z?>b</t></is></c>',
			['text', 'ab'],
		],
		['a character beyond 16 bits', '<c r="A1" t="inlineStr"><is><t>&#x1F600;😀</t></is></c>', ['text', '😀😀']],
		['the text of a formula', '<c r="A1" t="str"><f>B1</f><v>x_x000D_y</v></c>', ['text', 'x\ry']],
		['a type without a value', '<c r="A1" t="str"><v></v></c>', ['text', '']],
	])('holds %s', async (_, xml, expected) => {
		expect(kindAndValue(await readOneCell(xml))).toEqual(expected);
	});

	it.each([
		['only has a format', '<c r="A1" s="1"/>'],
		['has a type and no value', '<c r="A1" t="s"/>'],
		['has an empty value', '<c r="A1"><v/></c>'],
		['refers to no text', '<c r="A1" t="s"><v></v></c>'],
	])('is left out when it %s', async (_, xml) => {
		expect(await readOneCell(xml, { strings: ['<si><t>a</t></si>'] })).toBeUndefined();
	});

	it('knows its format, and shares it with the cells of its style', async () => {
		const [one, other, plain] = await readCells(
			'<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>2</v></c><c r="C1" s="9"><v>3</v></c></row>',
			{
				formats: ['#,##0.00 "€"'],
			},
		);
		expect(one?.format).toEqual({ kind: 'number', code: '#,##0.00 "€"', decimals: 2, currency: '€' });
		expect(other?.format).toBe(one?.format);
		expect(plain?.format.code).toBe('General');
	});

	it.each([
		['dd/mm/yyyy', '45382', '', ['date', '2024-03-31']],
		['dd/mm/yyyy', '43920', 'date1904="1"', ['date', '2024-03-31']],
		['dd/mm/yyyy', '43920', 'date1904="true"', ['date', '2024-03-31']],
		['dd/mm/yyyy', '45382', 'date1904="0"', ['date', '2024-03-31']],
		['dd/mm/yyyy hh:mm', '45382.4375', '', ['date', '2024-03-31T10:30:00']],
		['dd/mm/yyyy', '60', '', ['number', 60]],
		['[h]:mm', '1.5', '', ['duration', 129_600]],
		['hh:mm', '0.4375', '', ['duration', 37_800]],
		['0%', '0.21', '', ['number', 0.21]],
	])('with the format %s and %s holds its date or time (%s)', async (code, value, workbookPr, expected) => {
		const cell = await readOneCell(`<c r="A1" s="1"><v>${value}</v></c>`, { formats: [code], workbookPr });
		expect(kindAndValue(cell)).toEqual(expected);
	});

	it.each([
		['zero', '<f>1-1</f><v>0</v>', '', ['number', 0]],
		['an empty text', '<f>""</f><v></v>', 't="str"', ['text', '']],
		['an empty text without a type', '<f>""</f><v/>', '', ['text', '']],
		['an error', '<f>1/0</f><v>#DIV/0!</v>', 't="e"', ['error', '#DIV/0!']],
		['false', '<f>1=2</f><v>0</v>', 't="b"', ['boolean', false]],
		['a shared formula', '<f t="shared" si="0"/><v>5</v>', '', ['number', 5]],
		['an array formula', '<f t="array" ref="A1:A3">B1:B3*2</f><v>6</v>', '', ['number', 6]],
		['a formula with signs of XML', '<f>IF(B1&lt;2,"a","b")&amp;C1</f><v>a</v>', 't="str"', ['text', 'a']],
		['nothing: the workbook was never calculated', '<f>A1+B1</f>', '', ['error', notCalculated]],
	])('has the stored result of a formula: %s', async (_, content, type, expected) => {
		const cell = await readOneCell(`<c r="A1" ${type}>${content}</c>`);
		expect(kindAndValue(cell)).toEqual(expected);
		expect(cell?.formula).toBe(true);
	});

	it('with a value is no formula', async () => {
		expect((await readOneCell('<c r="A1"><v>1</v></c>'))?.formula).toBe(false);
	});

	it.each([
		[
			'a text that is not there',
			'<c r="B3" t="s"><v>7</v></c>',
			'cell B3 of sheet Sheet1 refers to a text that is not there (number 7)',
		],
		['a text with a negative number', '<c r="B3" t="s"><v>-1</v></c>', 'cell B3 of sheet Sheet1 refers to a text'],
		['a text by a word', '<c r="B3" t="s"><v>length</v></c>', 'cell B3 of sheet Sheet1 refers to a text'],
		['an unknown type', '<c r="B3" t="x"><v>1</v></c>', "cell B3 of sheet Sheet1 has the unknown type 'x'"],
		['a boolean that is none', '<c r="B3" t="b"><v>2</v></c>', 'cell B3 of sheet Sheet1 is neither true nor false'],
		['a place in another row', '<c r="B4"><v>2</v></c>', 'row 3 of sheet Sheet1 has a cell that calls itself B4'],
		['a place that is none', '<c r="3B"><v>2</v></c>', 'row 3 of sheet Sheet1 has a cell that calls itself 3B'],
		['a place that comes twice', '<c r="B3"><v>2</v></c><c r="B3"><v>1</v></c>', 'cell B3 of sheet Sheet1 comes twice'],
	])('with %s makes the file unreadable, and is named', async (_, xml, complaint) => {
		const file = xlsxFile({ strings: ['<si><t>a</t></si>'], sheets: [{ rows: `<row r="3">${xml}</row>` }] });
		await expect(readSheet(file)).rejects.toMatchObject({
			name: 'InputError',
			field: 'file',
			message: expect.stringContaining(complaint),
		});
	});
});

describe('shared texts', () => {
	const read = async (...strings: string[]) => {
		const rows = `<row>${strings.map((_, index) => `<c t="s"><v>${index}</v></c>`).join('')}</row>`;
		return (await readCells(rows, { strings })).map(({ value }) => value);
	};

	it('are joined from their runs, without how they are spoken', async () => {
		expect(
			await read(
				'<si><t>日本</t><rPh sb="0" eb="2"><t>ニホン</t></rPh><phoneticPr fontId="1"/></si>',
				'<si><r><t>a</t></r><r><rPr><b/><rFont val="t"/></rPr><t xml:space="preserve"> b </t></r><rPh sb="0" eb="1"><t>X</t></rPh></si>',
			),
		).toEqual(['日本', 'a b ']);
	});

	it('keep their number also when they are empty', async () => {
		expect(await read('<si/>', '<si><t/></si>', '<si><t></t></si>', '<si><t>d</t></si>')).toEqual(['', '', '', 'd']);
	});

	it('have their escapes decoded once, from the left', async () => {
		expect(
			await read(
				'<si><t>a_x000D_b</t></si>',
				'<si><t>_x005F_x000D_</t></si>',
				'<si><t>_x0041_x0042_</t></si>',
				'<si><t>_xd_ _x00_ _xZZZZ_ _x0041</t></si>',
				'<si><t>_xD83D__xDE00_</t></si>',
				'<si><t>_xD83D_ _x0000_</t></si>',
			),
		).toEqual(['a\rb', '_x000D_', 'Ax0042_', '_xd_ _x00_ _xZZZZ_ _x0041', '😀', '\ufffd _x0000_']);
	});

	it('are kept as they are: with spaces, line feeds, and words that JavaScript knows', async () => {
		expect(
			await read('<si><t xml:space="preserve">  a  </t></si>', '<si><t>a\nb</t></si>', '<si><t>__proto__</t></si>'),
		).toEqual(['  a  ', 'a\nb', '__proto__']);
	});
});

describe('rows', () => {
	const numbers = async (rows: string) =>
		(await readSheet(xlsxFile({ sheets: [{ rows }] }))).map(({ number, cells }) => [
			number,
			cells.map(({ column, value }) => [column, value]),
		]);
	const cell = (reference: string, value: number) => `<c r="${reference}"><v>${value}</v></c>`;

	it('without numbers follow each other, as do cells', async () => {
		expect(await numbers('<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>')).toEqual([
			[
				1,
				[
					[0, 1],
					[2, 2],
				],
			],
			[3, [[0, 3]]],
		]);
	});

	it('without a number have that of their cells', async () => {
		expect(await numbers(`<row>${cell('B5', 1)}<c><v>2</v></c></row><row><c><v>3</v></c></row>`)).toEqual([
			[
				5,
				[
					[1, 1],
					[2, 2],
				],
			],
			[6, [[0, 3]]],
		]);
	});

	it('are sparse: what is empty is left out', async () => {
		expect(
			await numbers(
				`<row r="2">${cell('C2', 1)}${cell('XFD2', 2)}</row><row r="3" spans="1:3"/><row r="1048576">${cell('A1048576', 3)}</row>`,
			),
		).toEqual([
			[
				2,
				[
					[2, 1],
					[16_383, 2],
				],
			],
			[1_048_576, [[0, 3]]],
		]);
	});

	it('come in the order of the file, and their cells in that of the columns', async () => {
		expect(
			await numbers(
				`<row r="4">${cell('C4', 1)}${cell('A4', 2)}${cell('B4', 3)}</row><row r="2">${cell('a2', 4)}</row>`,
			),
		).toEqual([
			[
				4,
				[
					[0, 2],
					[1, 3],
					[2, 1],
				],
			],
			[2, [[0, 4]]],
		]);
	});

	it.each([
		[
			'comes twice',
			`<row r="2">${cell('A2', 1)}</row><row r="3"/><row r="2">${cell('B2', 1)}</row>`,
			'row 2 of sheet Sheet1 comes twice',
		],
		['comes twice, once without its number', '<row r="2"/><row r="1"/><row/>', 'row 2 of sheet Sheet1 comes twice'],
		['has the number 0', '<row r="0"/>', "a row with the number '0'"],
		['has a number that is none', '<row r="1e3"/>', "a row with the number '1e3'"],
		['is beyond the last', `<row r="1048577">${cell('A1048577', 1)}</row>`, "the limit 'rows'"],
		['is far beyond the last', `<row r="4294967290">${cell('A4294967290', 1)}</row>`, "the limit 'rows'"],
		['has a column beyond the last', `<row r="1">${cell('XFE1', 1)}</row>`, "the limit 'columns'"],
		['has a column of seven letters', `<row r="1">${cell('ZZZZZZZ1', 1)}</row>`, 'calls itself ZZZZZZZ1'],
	])('make the file unreadable when one %s', async (_, rows, complaint) => {
		await expect(readSheet(xlsxFile({ sheets: [{ rows }] }))).rejects.toMatchObject({
			name: 'InputError',
			message: expect.stringContaining(complaint),
		});
	});

	it('that are hidden say so, also without cells', async () => {
		const rows = await readSheet(
			xlsxFile({
				sheets: [
					{
						rows: `<row r="1" hidden="1">${cell('A1', 1)}</row><row r="2" hidden="true"/><row r="3" hidden="0">${cell('A3', 1)}</row>`,
					},
				],
			}),
		);
		expect(rows.map(({ number, hidden }) => [number, hidden])).toEqual([
			[1, true],
			[2, true],
			[3, false],
		]);
	});

	it('of more than one batch are all there, in a file that is read a second time as well', async () => {
		const all = Array.from(
			{ length: 5_000 },
			(_, index) => `<row r="${index + 1}">${cell(`A${index + 1}`, index)}</row>`,
		).join('');
		await withWorkbook(xlsxFile({ sheets: [{ rows: all }] }), async (workbook) => {
			const first = await collect(workbook);
			expect(first.rows.map(({ cells }) => cells[0]?.value)).toEqual(
				Array.from({ length: 5_000 }, (_, index) => index),
			);
			expect(await collect(workbook)).toEqual(first);
		});
	});

	it('are told of as far as a reader wants them', async () => {
		const all = Array.from({ length: 50_000 }, () => '<row><c><v>1</v></c></row>').join('');
		await withWorkbook(xlsxFile({ sheets: [{ rows: all }] }), async (workbook) => {
			for await (const batch of workbook.rows(0)) {
				expect(batch.length).toBeLessThan(10_000);
				break;
			}
		});
	});
});

describe('a sheet', () => {
	it('has its name, its place and its visibility, also when names look alike', async () => {
		const sheets = [
			{ name: 'Data' },
			{ name: 'data ', attributes: 'state="hidden"' },
			{ name: 'a &amp; b &quot;c&quot;', attributes: 'state="veryHidden"' },
			{ name: '__proto__', attributes: 'state="visible"' },
		];
		await withWorkbook(xlsxFile({ sheets }), async (workbook) => {
			expect(workbook.format).toBe('xlsx');
			expect(workbook.sheets.map(({ index, name, visibility }) => [index, name, visibility])).toEqual([
				[0, 'Data', 'visible'],
				[1, 'data ', 'hidden'],
				[2, 'a & b "c"', 'very_hidden'],
				[3, '__proto__', 'visible'],
			]);
		});
	});

	it('tells its merged cells and hidden columns once it is read', async () => {
		const before =
			'<cols><col min="1" max="2" width="9"/><col min="3" max="4" hidden="1"/><col min="16384" max="16384" hidden="true"/></cols>';
		const after = '<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="C9:B7"/></mergeCells>';
		await withWorkbook(
			xlsxFile({ sheets: [{ before, after, rows: '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row>' }] }),
			async (workbook) => {
				expect(await workbook.layout(0)).toEqual({
					merges: [
						{ firstRow: 1, lastRow: 1, firstColumn: 0, lastColumn: 4 },
						{ firstRow: 7, lastRow: 9, firstColumn: 1, lastColumn: 2 },
					],
					hiddenColumns: [2, 3, 16_383],
				});
				expect((await collect(workbook)).rows[0]?.cells).toHaveLength(1);
			},
		);
	});

	it('tells its tables, with the names of their columns', async () => {
		const table = (ref: string, more: string) =>
			`<table xmlns="${mainNamespace}" id="1" name="T" displayName="Invoices" ref="${ref}" ${more}><tableColumns count="2"><tableColumn id="1" name="Number"/><tableColumn id="2" name="Net_x000a_amount"/></tableColumns></table>`;
		const file = xlsxFile({
			sheets: [{ rows: '' }],
			parts: {
				'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/table" Target="../tables/table1.xml"/><Relationship Id="b" Type="x/table" Target="/xl/tables/table2.xml"/><Relationship Id="c" Type="x/hyperlink" Target="https://example.com" TargetMode="External"/></Relationships>`,
				'xl/tables/table1.xml': table('B4:C9', 'totalsRowCount="1"'),
				'xl/tables/table2.xml': table('B14:C19', 'headerRowCount="0"'),
			},
		});
		await withWorkbook(file, async ({ sheets }) => {
			expect(sheets[0]?.tables).toEqual([
				{
					name: 'Invoices',
					range: { firstRow: 4, lastRow: 9, firstColumn: 1, lastColumn: 2 },
					headers: ['Number', 'Net\namount'],
					hasHeaderRow: true,
					hasTotalsRow: true,
				},
				{
					name: 'Invoices',
					range: { firstRow: 14, lastRow: 19, firstColumn: 1, lastColumn: 2 },
					headers: ['Number', 'Net\namount'],
					hasHeaderRow: false,
					hasTotalsRow: false,
				},
			]);
		});
	});

	it('is left out when it is a chart, a dialog or a macro sheet', async () => {
		const relationships = ['worksheet', 'chartsheet', 'dialogsheet', 'worksheet'].map(
			(kind, index) =>
				`<Relationship Id="rId${index + 1}" Type="x/${kind}" Target="worksheets/sheet${index + 1}.xml"/>`,
		);
		const file = xlsxFile({
			sheets: [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd', rows: '<row><c><v>4</v></c></row>' }],
			parts: {
				'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relationships.join('')}</Relationships>`,
			},
		});
		await withWorkbook(file, async (workbook) => {
			expect(workbook.sheets.map(({ index, name }) => [index, name])).toEqual([
				[0, 'a'],
				[1, 'd'],
			]);
			expect((await collect(workbook, 1)).rows[0]?.cells[0]?.value).toBe(4);
		});
	});

	it('has no rows when it has no data', async () => {
		expect(await readSheet(xlsxFile({ sheets: [{ xml: `<worksheet xmlns="${mainNamespace}"/>` }] }))).toEqual([]);
	});

	it('reads only what is of the spreadsheet, not elements of others with the same name', async () => {
		const xml = sheetXml(
			'<row r="1"><c r="A1"><v>1</v><extLst><ext><v>8</v></ext></extLst></c><o:c xmlns:o="urn:other" r="B1"><v>9</v></o:c></row>',
			'',
			'<drawing xmlns:d="urn:drawing"><d:row><d:c/></d:row></drawing><extLst><ext><sheetData><row r="7"><c><v>7</v></c></row></sheetData></ext></extLst>',
		);
		expect(
			(await readSheet(xlsxFile({ sheets: [{ xml }] }))).map(({ cells }) => cells.map(({ value }) => value)),
		).toEqual([[1]]);
	});

	it('that is not there is refused by its number', async () => {
		await withWorkbook(xlsxFile({}), async (workbook) => {
			await expect(collect(workbook, 3)).rejects.toMatchObject({ name: 'InputError', field: 'sheet' });
		});
	});
});
