import { InputError } from '../kernel/errors';
import { columnLetters, type Cell, type Row } from './cell';
import type { SheetInfo, Workbook } from './workbook';

/** How a sheet becomes records. */
export interface TableOptions {
	/** The name of the sheet; the first visible one when it is not given. */
	readonly sheet?: string;
	/** From 1. 0 for a sheet without a header; found out when it is not given. */
	readonly headerRow?: number;
	/** Names for the records, by the header or the letters of a column. */
	readonly names?: Readonly<Record<string, string>>;
	/** Leaves out columns that `names` does not name. */
	readonly onlyNamed?: boolean;
	/** Leave hidden rows out, such as those that a filter hides. */
	readonly skipHiddenRows?: boolean;
	/** Adds the row's number under this name. */
	readonly rowNumberAs?: string;
}

/** A cell as JSON has it: text, number, boolean, ISO date, or null. An error is null. */
export type TableValue = string | number | boolean | null;
export type TableRecord = Readonly<Record<string, TableValue>>;

/**
 * Reads a sheet as records, some hundred at a time. Each record has every column, and an empty cell is null. Rows without
 * any cell are left out.
 *
 * @throws InputError when there is no such sheet, or the header row is empty.
 */
export async function* tableRows(workbook: Workbook, options: TableOptions = {}): AsyncGenerator<TableRecord[]> {
	const sheet = sheetNamed(workbook, options.sheet);
	const headerRow = options.headerRow ?? (await findHeaderRow(workbook, sheet));
	let columns = headerRow === 0 ? undefined : new Map<number, string>();
	for await (const rows of workbook.rows(sheet.index)) {
		const records: TableRecord[] = [];
		for (const row of rows) {
			if (row.number < headerRow || (options.skipHiddenRows === true && row.hidden)) continue;
			if (row.number === headerRow) {
				columns = namesOf(row, options);
				continue;
			}
			if (row.cells.length === 0) continue;
			columns ??= lettersOf(row, options);
			records.push(recordOf(row, columns, options));
		}
		if (records.length > 0) yield records;
	}
	if (headerRow > 0 && columns?.size === 0) {
		throw new InputError(
			'headerRow',
			`is empty: row ${headerRow} of '${sheet.name}' has no header`,
			'Give the number of the row that has the names of the columns, or 0 when there is none.',
		);
	}
}

function sheetNamed({ sheets }: Workbook, name: string | undefined): SheetInfo {
	const found =
		name === undefined
			? (sheets.find(({ visibility }) => visibility === 'visible') ?? sheets[0])
			: sheets.find((sheet) => sheet.name === name);
	if (found) return found;
	throw new InputError(
		'sheet',
		name === undefined ? 'is missing: the workbook has none' : `is unknown: the workbook has no '${name.slice(0, 60)}'`,
		`It has ${sheets.map((sheet) => `'${sheet.name}'`).join(', ') || 'no sheet'}.`,
		'not_found',
	);
}

/** So many rows are looked at for a header: titles and addresses above it have fewer. */
const mostTitleRows = 50;

/** The header of the first table, or the first row of which most cells are texts, and the row below has as many cells. */
async function findHeaderRow(workbook: Workbook, { index, tables }: SheetInfo): Promise<number> {
	const table = tables.find(({ hasHeaderRow }) => hasHeaderRow);
	if (table) return table.range.firstRow;
	const first: Row[] = [];
	for await (const rows of workbook.rows(index)) {
		first.push(...rows.filter(({ cells }) => cells.length > 0));
		if (first.length >= mostTitleRows) break;
	}
	const looked = first.slice(0, mostTitleRows);
	const widest = Math.max(0, ...looked.map(({ cells }) => cells.length));
	const header = looked.find(
		({ cells }) => cells.length >= Math.max(1, widest * 0.6) && cells.every(({ kind }) => kind === 'text'),
	);
	return header?.number ?? 0;
}

function namesOf({ cells }: Row, { names = {}, onlyNamed = false }: TableOptions): Map<number, string> {
	const taken = new Set<string>();
	const columns = new Map<number, string>();
	for (const { column, value } of cells) {
		const header = String(value).replace(/\s+/g, ' ').trim() || columnLetters(column);
		const wanted = lookUp(names, header) ?? lookUp(names, columnLetters(column));
		if (wanted === undefined && onlyNamed) continue;
		columns.set(column, unique(wanted ?? header, taken));
	}
	return columns;
}

const lookUp = (names: Readonly<Record<string, string>>, name: string) =>
	Object.hasOwn(names, name) ? names[name] : undefined;

function lettersOf({ cells }: Row, options: TableOptions): Map<number, string> {
	const last = cells.at(-1)?.column ?? 0;
	const headers = Array.from({ length: last + 1 }, (_, column): Cell => {
		const value = columnLetters(column);
		return { column, kind: 'text', value, format: emptyFormat, formula: false };
	});
	return namesOf({ number: 0, hidden: false, cells: headers }, options);
}

const emptyFormat = { kind: 'general', code: 'General', decimals: null, currency: null } as const;

function unique(name: string, taken: Set<string>): string {
	let free = name;
	for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
	taken.add(free);
	return free;
}

/** Own properties only: a column that is called `__proto__` is a column like any other. */
function recordOf(row: Row, columns: ReadonlyMap<number, string>, { rowNumberAs }: TableOptions): TableRecord {
	const values = new Map<number, TableValue>(row.cells.map((cell) => [cell.column, valueOf(cell)]));
	const entries: Array<[string, TableValue]> = [...columns].map(([column, name]) => [name, values.get(column) ?? null]);
	if (rowNumberAs !== undefined) entries.push([rowNumberAs, row.number]);
	return Object.fromEntries(entries);
}

const valueOf = ({ kind, value }: Cell): TableValue => (kind === 'error' ? null : value);
