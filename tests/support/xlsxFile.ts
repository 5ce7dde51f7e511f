import { type Cell, openWorkbook, type OpenWorkbookOptions, type Row, type Workbook } from '../../core/spreadsheet';
import { zipFile, type ZipOptions, type ZipPart } from './zipFile';

export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const relationshipNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface SheetParts {
	readonly name?: string;
	/** The XML inside `<sheetData>`. */
	readonly rows?: string;
	/** The whole part, in place of `rows`. */
	readonly xml?: string | Buffer;
	readonly before?: string;
	readonly after?: string;
	readonly attributes?: string;
}

export interface XlsxParts {
	readonly sheets?: readonly SheetParts[];
	/** The XML of each `<si>`, or of the whole part. */
	readonly strings?: readonly string[] | string | Buffer;
	/** The code of each number format; a cell with `s="1"` has the first. Or the whole part. */
	readonly formats?: readonly string[] | string;
	readonly workbookPr?: string;
	/** More parts, or others in place of the usual ones; null leaves one out. */
	readonly parts?: Readonly<Record<string, string | Buffer | null>>;
	/** Changes how a part is packed. */
	readonly packing?: (part: ZipPart) => ZipPart;
	readonly zip?: ZipOptions;
}

/** A workbook of parts as programs write them, or as none would. */
export function xlsxFile(parts: XlsxParts): Buffer {
	const entries = Object.entries(xlsxParts(parts)).map(([name, content]) => ({ name, content }));
	return zipFile(entries.map(parts.packing ?? ((part) => part)), parts.zip);
}

export function xlsxParts({ sheets = [{}], strings, formats = [], workbookPr = '', parts = {} }: XlsxParts) {
	const numbered = sheets.map((sheet, index) => ({ ...sheet, number: index + 1 }));
	const list = numbered.map(({ name, number, attributes = '' }) => {
		return `<sheet name="${name ?? `Sheet${number}`}" sheetId="${number}" ${attributes} r:id="rId${number}"/>`;
	});
	const usual: Record<string, string | Buffer | null> = {
		'[Content_Types].xml': contentTypes(sheets.length),
		'_rels/.rels': relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]),
		'xl/workbook.xml': `${declaration}<workbook xmlns="${mainNamespace}" xmlns:r="${relationshipNamespace}"><workbookPr ${workbookPr}/><sheets>${list.join('')}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': relationships([
			...numbered.map(({ number }) => [`rId${number}`, 'worksheet', `worksheets/sheet${number}.xml`] as const),
			['rId901', 'styles', 'styles.xml'],
			['rId902', 'sharedStrings', 'sharedStrings.xml'],
		]),
	};
	for (const { number, xml, rows = '', before = '', after = '' } of numbered) {
		usual[`xl/worksheets/sheet${number}.xml`] = xml ?? sheetXml(rows, before, after);
	}
	usual['xl/styles.xml'] = typeof formats === 'string' ? formats : stylesXml(formats);
	if (strings !== undefined) {
		usual['xl/sharedStrings.xml'] =
			typeof strings === 'string' || Buffer.isBuffer(strings)
				? strings
				: `${declaration}<sst xmlns="${mainNamespace}">${strings.join('')}</sst>`;
	}
	const all = Object.entries({ ...usual, ...parts });
	return Object.fromEntries(all.filter((entry): entry is [string, string | Buffer] => entry[1] !== null));
}

function contentTypes(sheets: number): string {
	const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
	const type = (part: string, name: string) =>
		`<Override PartName="/xl/${part}.xml" ContentType="${kind}.${name}+xml"/>`;
	const each = Array.from({ length: sheets }, (_, index) => type(`worksheets/sheet${index + 1}`, 'worksheet'));
	const all = [
		type('workbook', 'sheet.main'),
		...each,
		type('styles', 'styles'),
		type('sharedStrings', 'sharedStrings'),
	];
	return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${all.join('')}</Types>`;
}

export function sheetXml(rows: string, before = '', after = ''): string {
	return `${declaration}<worksheet xmlns="${mainNamespace}" xmlns:r="${relationshipNamespace}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
}

export function relationships(list: ReadonlyArray<readonly [id: string, kind: string, target: string]>): string {
	const each = list.map(
		([id, kind, target]) => `<Relationship Id="${id}" Type="${relationshipNamespace}/${kind}" Target="${target}"/>`,
	);
	return `${declaration}<Relationships xmlns="${packageRelationships}">${each.join('')}</Relationships>`;
}

function stylesXml(formats: readonly string[]): string {
	const escaped = formats.map((code) =>
		code.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
	);
	const codes = escaped.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code}"/>`);
	const used = formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`);
	return `${declaration}<styleSheet xmlns="${mainNamespace}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${used.join('')}</cellXfs></styleSheet>`;
}

/** All rows of a sheet of a workbook in memory. */
export async function readSheet(bytes: Buffer, sheet = 0, options: OpenWorkbookOptions = {}): Promise<Row[]> {
	return await withWorkbook(bytes, async (workbook) => (await collect(workbook, sheet)).rows, options);
}

export async function withWorkbook<Result>(
	bytes: Buffer,
	use: (workbook: Workbook) => Promise<Result>,
	options: OpenWorkbookOptions = {},
): Promise<Result> {
	const workbook = await openWorkbook({ bytes }, options);
	try {
		return await use(workbook);
	} finally {
		await workbook.close();
	}
}

export async function collect(workbook: Workbook, sheet = 0): Promise<{ readonly rows: Row[] }> {
	const rows: Row[] = [];
	for await (const batch of workbook.rows(sheet)) rows.push(...batch);
	return { rows };
}

/** The cells of the first row of the XML in `<sheetData>`. */
export async function readCells(rows: string, more: Omit<XlsxParts, 'sheets'> = {}): Promise<readonly Cell[]> {
	const [row] = await readSheet(xlsxFile({ ...more, sheets: [{ rows }] }));
	return row?.cells ?? [];
}

/** The first cell of a sheet with this one cell; undefined when it is left out. */
export async function readOneCell(cell: string, more: Omit<XlsxParts, 'sheets'> = {}): Promise<Cell | undefined> {
	return (await readCells(`<row r="1">${cell}</row>`, more))[0];
}
