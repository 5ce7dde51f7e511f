import {
	generalFormat,
	type Cell,
	type CellFormat,
	type CellRange,
	type Row,
	type SheetInfo,
	type SheetTable,
	type Workbook,
} from '../../core/spreadsheet';

/** A value of a cell: null is an empty one, a Date is a day of UTC, an object is a cell with what it says. */
export type CellValue = string | number | boolean | Date | null | Partial<Omit<Cell, 'column'>>;

export interface MemorySheet {
	readonly name: string;
	readonly rows: ReadonlyArray<readonly CellValue[]>;
	readonly visibility?: SheetInfo['visibility'];
	readonly tables?: readonly SheetTable[];
	/** Row numbers, from 1. */
	readonly hiddenRows?: readonly number[];
	readonly hiddenColumns?: readonly number[];
	readonly merges?: readonly CellRange[];
}

export const dateFormat: CellFormat = { kind: 'date', code: 'dd/mm/yyyy', decimals: null, currency: null };
export const percentFormat: CellFormat = { kind: 'percent', code: '0%', decimals: 0, currency: null };

/** A number format with so many decimals, and a currency perhaps. */
export function numberFormat(decimals: number | null, currency: string | null = null): CellFormat {
	return { kind: 'number', code: `#,##0.${'0'.repeat(decimals ?? 0)}${currency ?? ''}`, decimals, currency };
}

export const formula = (value: string | number | boolean, format = generalFormat) => ({ value, format, formula: true });

export function cellOf(column: number, value: CellValue): Cell | undefined {
	if (value === null) return undefined;
	const plain = { column, format: generalFormat, formula: false };
	if (value instanceof Date)
		return { ...plain, kind: 'date', value: value.toISOString().slice(0, 10), format: dateFormat };
	if (typeof value !== 'object') return { ...plain, kind: kindOf(value), value };
	return { ...plain, kind: kindOf(value.value ?? ''), value: '', ...value };
}

const kindOf = (value: string | number | boolean): Cell['kind'] =>
	typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';

/** A workbook that is in memory. It reads in small batches, so that a test notices what is lost between two. */
export function workbookOf(sheets: readonly MemorySheet[], batch = 7): Workbook {
	const rows = sheets.map(({ rows: all, hiddenRows = [] }) =>
		all.flatMap((values, at): Row[] => {
			const cells = values.flatMap((value, column) => cellOf(column, value) ?? []);
			const hidden = hiddenRows.includes(at + 1);
			return cells.length > 0 || hidden ? [{ number: at + 1, hidden, cells }] : [];
		}),
	);
	return {
		format: 'xlsx',
		sheets: sheets.map(({ name, visibility = 'visible', tables = [] }, index) => ({ index, name, visibility, tables })),
		async *rows(sheet) {
			const all = rows[sheet] ?? [];
			for (let at = 0; at < all.length; at += batch) yield all.slice(at, at + batch);
		},
		layout: async (sheet) => ({
			merges: sheets[sheet]?.merges ?? [],
			hiddenColumns: sheets[sheet]?.hiddenColumns ?? [],
		}),
		close: async () => undefined,
	};
}
