import {
	mainNamespace,
	readCells,
	readOneCell,
	readSheet,
	relationshipNamespace,
	relationships,
	sheetXml,
	withWorkbook,
	xlsxFile,
	xlsxParts,
} from '../../support/xlsxFile';
import { zipFile } from '../../support/zipFile';

/** Faults of other readers, as their users reported them on GitHub. Each is read right here. */
const values = async (bytes: Buffer) =>
	(await readSheet(bytes)).map(({ number, cells }) => [number, ...cells.map(({ value }) => value)]);
const shared = async (...strings: string[]) =>
	(
		await readCells(`<row>${strings.map((_, index) => `<c t="s"><v>${index}</v></c>`).join('')}</row>`, { strings })
	).map(({ value }) => value);

describe('reported faults', () => {
	// exceljs/exceljs#1431: each run became a text of its own, so all later cells had the wrong one.
	it('runs of one text are one text', async () => {
		expect(await shared('<si><r><t>This should </t></r><r><t>be one</t></r></si>', '<si><t>second</t></si>')).toEqual([
			'This should be one',
			'second',
		]);
	});

	// doy/spreadsheet-parsexlsx#72: how a Japanese word is spoken was added to it.
	it('a text is without its pronunciation', async () => {
		expect(
			await shared('<si><t>日本語あいうえお</t><rPh eb="3" sb="0"><t>ニホンゴ</t></rPh><phoneticPr fontId="1"/></si>'),
		).toEqual(['日本語あいうえお']);
	});

	// GDKsoftware/OfficeXML4D#12: an empty text swallowed the next one.
	it('an empty text keeps its place', async () => {
		expect(await shared('<si><t>First</t></si>', '<si><t/></si>', '<si><t>Third</t></si>')).toEqual([
			'First',
			'',
			'Third',
		]);
	});

	// roo-rb/roo#642: a sheet with prefixes had no rows, without an error.
	it('a sheet with prefixes has its rows', async () => {
		const xml = `<x:worksheet xmlns:x="${mainNamespace}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
		expect(await values(xlsxFile({ sheets: [{ xml }] }))).toEqual([
			[1, 1],
			[2, 2],
		]);
	});

	// exceljs/exceljs#1437: a workbook of the OpenXML SDK had no sheets. The order of its attributes is another one, too.
	it('a workbook with prefixes has its sheets', async () => {
		const workbook = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><x:workbook xmlns:x="${mainNamespace}" xmlns:r="${relationshipNamespace}"><x:fileVersion lastEdited="4"/><x:workbookPr/><x:sheets><x:sheet r:id="rId1" sheetId="1" name="One"/></x:sheets></x:workbook>`;
		await withWorkbook(xlsxFile({ parts: { 'xl/workbook.xml': workbook } }), async ({ sheets }) => {
			expect(sheets.map(({ name }) => name)).toEqual(['One']);
		});
	});

	// ExcelDataReader/ExcelDataReader#354: the prefix of the relationship's ID was taken for granted.
	it('the ID of a sheet has any prefix', async () => {
		const xml = String(xlsxParts({})['xl/workbook.xml']).replace('xmlns:r=', 'xmlns:rel=').replace('r:id=', 'rel:id=');
		await withWorkbook(xlsxFile({ parts: { 'xl/workbook.xml': xml } }), async ({ sheets }) =>
			expect(sheets).toHaveLength(1),
		);
	});

	// exceljs/exceljs#2961: rows and cells of DataGrip have no place of their own.
	it('rows and cells without a place follow each other', async () => {
		expect(
			await values(
				xlsxFile({ sheets: [{ rows: '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>' }] }),
			),
		).toEqual([
			[1, 1, 2],
			[2, 3],
		]);
	});

	// office-kit/xlsx#158: rows without a number were all placed in the first row.
	it('a row without a number is where its cells are', async () => {
		expect(
			await values(
				xlsxFile({ sheets: [{ rows: '<row><c r="B7"><v>1</v></c></row><row><c r="B9"><v>2</v></c></row>' }] }),
			),
		).toEqual([
			[7, 1],
			[9, 2],
		]);
	});

	// monitorjbl/excel-streaming-reader#59: the row of a drawing was taken for one of the sheet.
	it('the row of a drawing is no row', async () => {
		const xml = sheetXml(
			'<row r="1"><c r="A1"><v>1</v></c></row>',
			'',
			'<xdr:from xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:row>4</xdr:row></xdr:from>',
		);
		expect(await values(xlsxFile({ sheets: [{ xml }] }))).toEqual([[1, 1]]);
	});

	// catamphetamine/read-excel-file#92: a cell that refers to no text at all was an error.
	it('a cell with a type and nothing else is empty', async () => {
		expect(
			await readCells('<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"/><c r="C3"><v>1</v></c></row>', {
				strings: ['<si><t>a</t></si>'],
			}),
		).toHaveLength(2);
	});

	// SheetJS/sheetjs#1565: dates of the 1904 system were four years early.
	it('a date of the 1904 system is in its year', async () => {
		expect(
			await readOneCell('<c r="A1" s="1"><v>42735</v></c>', { formats: ['m/d/yyyy'], workbookPr: 'date1904="1"' }),
		).toMatchObject({ kind: 'date', value: '2021-01-01' });
	});

	// SheetJS/sheetjs#2153 and #2644: a date was a day or some seconds early, by the time zone of the computer.
	it.each(['44148', '44148.00000001', '44147.99999999'])('the date %s is that day', async (serial) => {
		expect(await readOneCell(`<c r="A1" s="1"><v>${serial}</v></c>`, { formats: ['mm/dd/yy'] })).toMatchObject({
			value: '2020-11-13',
		});
	});

	// n8n-io/n8n#34409: a date came as 46205.
	it('a date is a date', async () => {
		expect(await readOneCell('<c r="A1" s="1"><v>46205</v></c>', { formats: ['yyyy/mm/dd'] })).toMatchObject({
			kind: 'date',
			value: '2026-07-02',
		});
	});

	// exceljs/exceljs#584: a carriage return came as _x000D_. SheetJS/sheetjs#557: _xd_ was taken for one.
	it('an escape is decoded, and what only looks like one is not', async () => {
		expect(
			await shared(
				'<si><t>Bekrefter _x000D_\nbindende</t></si>',
				'<si><t>_x005F_x000D_</t></si>',
				'<si><t>_xd_</t></si>',
			),
		).toEqual(['Bekrefter \r\nbindende', '_x000D_', '_xd_']);
	});

	// apache/fesod#991: escapes stayed in texts that are not shared.
	it('an escape is decoded in every kind of text', async () => {
		expect(await readOneCell('<c r="A1" t="inlineStr"><is><t>Product_x005F_xB9f0_Code</t></is></c>')).toMatchObject({
			value: 'Product_xB9f0_Code',
		});
		expect(await readOneCell('<c r="A1" t="str"><v>Product_x005F_xB9f0_Code</v></c>')).toMatchObject({
			value: 'Product_xB9f0_Code',
		});
	});

	// office-kit/xlsx#131: numbered references stayed as they were.
	it('a numbered reference is its character', async () => {
		expect(await readOneCell('<c r="A1" s="1" t="inlineStr"><is><t>&#20219;&#x52a1;</t></is></c>')).toMatchObject({
			value: '任务',
		});
	});

	// python-excel/xlrd#169 and #150: parts whose names differ in case were not found.
	it('a part is found in another case', async () => {
		const parts = Object.entries(
			xlsxParts({ sheets: [{ rows: '<row><c t="s"><v>0</v></c></row>' }], strings: ['<si><t>a</t></si>'] }),
		);
		const names: Record<string, string> = {
			'xl/sharedStrings.xml': 'xl/SharedStrings.xml',
			'xl/worksheets/sheet1.xml': 'xl/worksheets/Sheet1.xml',
		};
		expect(await values(zipFile(parts.map(([name, content]) => ({ name: names[name] ?? name, content }))))).toEqual([
			[1, 'a'],
		]);
	});

	// kz26/PyExcelerate#34: a workbook without styles was refused. dilshod/xlsx2csv#292: so was a style without a flag.
	it('styles may be missing, and a style has its format without a flag', async () => {
		expect(
			await values(xlsxFile({ sheets: [{ rows: '<row><c><v>1</v></c></row>' }], parts: { 'xl/styles.xml': null } })),
		).toEqual([[1, 1]]);
		const formats = `<styleSheet xmlns="${mainNamespace}"><cellXfs><xf/><xf numFmtId="14" applyNumberFormat="0"/></cellXfs></styleSheet>`;
		expect(await readOneCell('<c r="A1" s="1"><v>46205</v></c>', { formats })).toMatchObject({ value: '2026-07-02' });
	});

	// exceljs/exceljs#203: a row of Google Sheets without spans was an error.
	it('a row needs no spans', async () => {
		expect(await values(xlsxFile({ sheets: [{ rows: '<row r="2"><c r="B2"><v>1</v></c></row>' }] }))).toEqual([[2, 1]]);
	});

	// documonster/documonster#94: escapes stayed in the headers of a table.
	it('the header of a table has its line feed', async () => {
		const parts = {
			'xl/worksheets/_rels/sheet1.xml.rels': relationships([['a', 'table', '../tables/table1.xml']]),
			'xl/tables/table1.xml': `<table xmlns="${mainNamespace}" name="t" ref="A1:A2"><tableColumns><tableColumn name="Amount_x000a_EUR"/></tableColumns></table>`,
		};
		await withWorkbook(xlsxFile({ parts }), async ({ sheets }) =>
			expect(sheets[0]?.tables[0]?.headers).toEqual(['Amount\nEUR']),
		);
	});
});
