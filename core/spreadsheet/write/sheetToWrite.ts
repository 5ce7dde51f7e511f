/**
 * What the cells of a column hold.
 *
 * - integer, number: a number
 * - amount: a number in units of the currency, such as 12.5 for € 12.50
 * - percent: 0.21 is 21 %
 * - date: `2024-03-31` or `2024-03-31T10:30:00`
 * - duration: seconds
 */
export const columnKinds = ['text', 'integer', 'number', 'amount', 'percent', 'date', 'duration', 'boolean'] as const;
export type ColumnKind = (typeof columnKinds)[number];

export interface ColumnToWrite {
	readonly header: string;
	readonly kind: ColumnKind;
	/** In characters; by its kind and its header when it is not given. */
	readonly width?: number;
	/** How many decimals an amount (2), a percentage (2) or a number (as many as it has) is written with. */
	readonly decimals?: number;
	/** An ISO 4217 code that amounts are shown with. */
	readonly currency?: string;
	/** Texts that a person may choose from. */
	readonly choices?: readonly string[];
	/** Breaks long texts into lines. */
	readonly wrap?: boolean;
	/** What the column means, as a note on its header. */
	readonly note?: string;
}

export type PlainValue = string | number | boolean | null;

/** A cell that is not like the others of its column, or that something is wrong with. */
export interface CellToWrite {
	readonly value: PlainValue;
	readonly kind?: ColumnKind;
	readonly decimals?: number;
	readonly currency?: string;
	/** Shown in red. */
	readonly fault?: boolean;
	/** Why, as a note on the cell. */
	readonly note?: string;
}

/** From the first column on; it may be shorter than the columns. */
export type RowToWrite = ReadonlyArray<PlainValue | CellToWrite>;

export interface SheetToWrite {
	/** Made valid and unique as far as it is not. */
	readonly name: string;
	readonly columns: readonly ColumnToWrite[];
	/** Read once, one row at a time, no faster than they can be written. */
	readonly rows: Iterable<RowToWrite> | AsyncIterable<RowToWrite>;
}
