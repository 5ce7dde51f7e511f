import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openWorkbook, type Workbook } from '../../../core/spreadsheet';
import { openLegacyWorkbook } from '../../../core/spreadsheet/legacy';
import { looksLikeFormula } from '../../../core/spreadsheet/write/cellText';
import type { ColumnToWrite, CsvStyle, PlainValue } from '../../../core/spreadsheet/write';
import { convertByLibreOffice, libreOfficeLacking } from '../../support/libreOffice';
import { describeWith } from '../../support/requirement';
import { gridOfTable, sheetOf, tables, type Table } from '../../support/roundTripTables';
import { gridOf, readText, roomyLimits, rowsOf } from '../../support/textWorkbook';
import { csvBytes, workbookBytes } from '../../support/writtenWorkbook';

type Grid = PlainValue[][];
/** The tabs of a workbook, by their names. */
type ReadTabs = (bytes: Buffer) => Promise<ReadonlyMap<string, Grid>>;

const tabsOf = async (workbook: Workbook): Promise<ReadonlyMap<string, Grid>> => {
	const tabs = new Map<string, Grid>();
	for (const { name, index } of workbook.sheets) tabs.set(name, gridOf(await rowsOf(workbook, index)));
	await workbook.close();
	return tabs;
};

const readXlsx: ReadTabs = async (bytes) => await tabsOf(await openWorkbook({ bytes }));

const readLegacy =
	(format: 'xls' | 'ods'): ReadTabs =>
	async (bytes) =>
		await tabsOf(await openLegacyWorkbook({ bytes }, format, { limits: roomyLimits }));

const named = (all: readonly Table[]) => all.map((table, index) => sheetOf(table, `Tab ${index}`));
const expected = (all: readonly Table[]) => new Map(all.map((table, index) => [`Tab ${index}`, gridOfTable(table)]));

describe('A table that is written and read', () => {
	test('comes back equal from .xlsx', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(tables, { minLength: 1, maxLength: 3 }), async (all) => {
				expect(await readXlsx(await workbookBytes(...named(all)))).toEqual(expected(all));
			}),
			{ numRuns: 25 },
		);
	});

	const styles: ReadonlyArray<[string, CsvStyle & { decimalSign: '.' | ',' }]> = [
		['English', { delimiter: ',', decimalSign: '.', dateOrder: 'ymd' }],
		['Dutch', { delimiter: ';', decimalSign: ',', dateOrder: 'dmy' }],
		['tabs', { delimiter: '\t', decimalSign: '.', dateOrder: 'mdy', bom: false, lineEnd: '\n' }],
	];
	test.each(styles)('comes back equal from a text: %s', async (_name, style) => {
		await fc.assert(
			fc.asyncProperty(tables, async (table) => {
				const texts = await readText(await csvBytes(sheetOf(table, 'x'), style), { delimiter: style.delimiter });
				expect(
					texts.map((row, at) => row.map((text, column) => meant(text, at, table.columns[column], style))),
				).toEqual(gridOfTable(table));
			}),
			{ numRuns: 50 },
		);
	});
});

/** What a text of a csv file means in its column. */
function meant(text: unknown, row: number, column: ColumnToWrite | undefined, style: CsvStyle): PlainValue {
	if (typeof text !== 'string') return null;
	const kind = row === 0 ? 'text' : column?.kind;
	const number = () => Number(text.replace('%', '').replace(style.decimalSign ?? '.', '.'));
	switch (kind) {
		case 'text':
			return text.startsWith("'") && looksLikeFormula(text.slice(1)) ? text.slice(1) : text;
		case 'boolean':
			return text === 'TRUE';
		case 'percent':
			return Number((number() / 100).toFixed(10));
		case 'duration': {
			const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
			return (hours * 60 + minutes) * 60 + seconds;
		}
		case 'date': {
			const [day = '', time] = text.split(' ');
			const [one, two, three] = day.split(/[-/]/);
			const iso = { ymd: [one, two, three], dmy: [three, two, one], mdy: [three, one, two] }[style.dateOrder ?? 'ymd'];
			return iso.join('-') + (time === undefined ? '' : `T${time}`);
		}
		default:
			return number();
	}
}

describeWith('A table that LibreOffice has written again', libreOfficeLacking, () => {
	const readers: Readonly<Record<string, ReadTabs>> = {
		xlsx: readXlsx,
		xls: readLegacy('xls'),
		ods: readLegacy('ods'),
	};
	/** Comma, quotes, UTF-8, from the first line, all tabs, each cell as it is shown. */
	const csvFilter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';

	test('comes back equal from .xlsx, .xls, .ods and .csv', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'round-trip-'));
		try {
			await fc.assert(
				fc.asyncProperty(fc.array(tables, { minLength: 25, maxLength: 25 }), async (all) => {
					const source = join(folder, 'book.xlsx');
					await writeFile(source, await workbookBytes(...named(all)));
					const out = (format: string) => join(folder, `as-${format}`);
					await Promise.all([
						...Object.keys(readers).map((format) => convertByLibreOffice([source], format, out(format))),
						convertByLibreOffice([source], csvFilter, out('csv')),
					]);
					for (const [format, readTabs] of Object.entries(readers)) {
						const found = await readTabs(await readFile(join(out(format), `book.${format}`)));
						expect([format, found]).toEqual([format, expected(all)]);
					}
					expect(await readdir(out('csv'))).toHaveLength(all.length);
					for (const [index, table] of all.entries()) {
						const bytes = await readFile(join(out('csv'), `book-Tab ${index}.csv`));
						expect(textColumns(await readText(bytes, { delimiter: ',' }), table)).toEqual(
							textColumns(gridOfTable(table), table),
						);
					}
				}),
				// One start of LibreOffice costs seconds: a failure is shown as it is.
				{ numRuns: 1, endOnFailure: true },
			);
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});

/** The texts of a table: how a number is shown is LibreOffice's own. */
function textColumns(grid: Grid, { columns }: Table): Grid {
	return grid.map((row) => columns.flatMap(({ kind }, at) => (kind === 'text' ? [row[at] ?? null] : [])));
}
