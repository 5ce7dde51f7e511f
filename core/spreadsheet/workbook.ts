import type { Row } from './cell';

/** Where a workbook comes from. A path is read piece by piece; bytes are in memory already. */
export type WorkbookSource = { readonly path: string } | { readonly bytes: Buffer };

export const workbookFormats = ['xlsx', 'xls', 'ods', 'csv', 'tsv'] as const;
export type WorkbookFormat = (typeof workbookFormats)[number];

/** A range of cells, both ends included; rows from 1, columns from 0. */
export interface CellRange {
	readonly firstRow: number;
	readonly lastRow: number;
	readonly firstColumn: number;
	readonly lastColumn: number;
}

/** A table that the spreadsheet program knows as one. */
export interface SheetTable {
	readonly name: string;
	readonly range: CellRange;
	/** The names of its columns, from the left. */
	readonly headers: readonly string[];
	/** False when its first row is data already. */
	readonly hasHeaderRow: boolean;
	readonly hasTotalsRow: boolean;
}

export interface SheetInfo {
	/** From 0, in the order of the tabs. */
	readonly index: number;
	readonly name: string;
	readonly visibility: 'visible' | 'hidden' | 'very_hidden';
	readonly tables: readonly SheetTable[];
}

/** What is known of a sheet once it was read to its end. */
export interface SheetLayout {
	readonly merges: readonly CellRange[];
	readonly hiddenColumns: readonly number[];
}

export interface Workbook {
	readonly format: WorkbookFormat;
	readonly sheets: readonly SheetInfo[];
	/**
	 * Reads a sheet from its beginning, in its order, some hundred rows at a time, without keeping them. It may be called
	 * again. It gives way to other work between two batches.
	 *
	 * @throws InputError with the field `file` when the file is broken, or beyond a limit, which it names.
	 */
	rows(sheet: number): AsyncIterable<readonly Row[]>;
	/** Merged cells and hidden columns: of the last reading to the end, or of one of its own. */
	layout(sheet: number): Promise<SheetLayout>;
	/** Lets go of the file. */
	close(): Promise<void>;
}
