/** How a number is shown, as far as the number format of its cell says. */
export type FormatKind = 'general' | 'number' | 'percent' | 'date' | 'duration' | 'text';

/** A number format. Cells of one style share one object. */
export interface CellFormat {
	readonly kind: FormatKind;
	/** As the workbook writes it, such as `#,##0.00 "€"`; `General` when there is none. */
	readonly code: string;
	/** How many decimals are shown; null when the format does not say. */
	readonly decimals: number | null;
	/** A sign or an ISO 4217 code in the format, such as `€`, `EUR` or `$`; null when there is none. */
	readonly currency: string | null;
}

export type CellKind = 'text' | 'number' | 'date' | 'duration' | 'boolean' | 'error';

/** A cell with something in it. A cell that only has a format is left out. */
export interface Cell {
	/** From 0, which is column A. */
	readonly column: number;
	readonly kind: CellKind;
	/**
	 * - text: the text, as it is, with its spaces and line feeds
	 * - number: the number; a percentage of 21 % is 0.21
	 * - date: `2024-03-31`, or `2024-03-31T10:30:00` with a time of day; without a zone
	 * - duration: seconds, such as of `[h]:mm` and of a time without a day
	 * - boolean
	 * - error: `#N/A`, `#REF!` and so on
	 */
	readonly value: string | number | boolean;
	readonly format: CellFormat;
	/** True when the value is the stored result of a formula. Formulas are never evaluated. */
	readonly formula: boolean;
}

/** A row with at least one cell, or one that is hidden. */
export interface Row {
	/** As the spreadsheet program shows it: from 1. In a text file the line in which the row begins. */
	readonly number: number;
	readonly hidden: boolean;
	/** In the order of their columns; a column occurs once. */
	readonly cells: readonly Cell[];
}

/** The format of a cell that has none. */
export const generalFormat: CellFormat = { kind: 'general', code: 'General', decimals: null, currency: null };

/** A, B, … Z, AA, … for 0, 1, … */
export function columnLetters(column: number): string {
	const last = String.fromCharCode(65 + (column % 26));
	return column < 26 ? last : `${columnLetters(Math.floor(column / 26) - 1)}${last}`;
}

/** The cell of a column; undefined when it is empty. */
export function cellAt({ cells }: Row, column: number): Cell | undefined {
	const near = cells[column];
	if (near?.column === column) return near;
	return cells.find((cell) => cell.column === column);
}
