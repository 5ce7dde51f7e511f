import type { SheetField, SheetRole } from './fields';
import type { Problem } from './problem';

/** How the cells of a column are read; decided by all of its cells together, never by one alone. */
export interface ColumnReading {
	/** Of dates that are text; null when none is, or when nobody can tell. */
	readonly dateOrder: DateOrder | null;
	/** Of amounts that are text; null when none is, or when nobody can tell. */
	readonly decimalSign: DecimalSign | null;
	/** ISO 4217; of the header, the number format, or signs in the cells, when they all say the same. */
	readonly currency: string | null;
	/** Whether 21 means 21 %: false when 0.21 does. Only for percentages. */
	readonly wholePercents: boolean | null;
}

export const dateOrders = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof dateOrders)[number];
export const decimalSigns = ['.', ','] as const;
export type DecimalSign = (typeof decimalSigns)[number];

export interface ColumnUnderstanding {
	/** From 0. */
	readonly column: number;
	readonly letters: string;
	/** Both rows of a header of two, joined by a space; empty when there is none. */
	readonly header: string;
	readonly hidden: boolean;
	/** Null when the column is not read. */
	readonly field: SheetField | null;
	/** What decided: a person, the memory of this layout, the header, or what the cells hold. */
	readonly decidedBy: 'person' | 'memory' | 'header' | 'content' | null;
	readonly reading: ColumnReading;
	/** What the first few cells of data show. */
	readonly samples: readonly string[];
}

export const questionKinds = ['date_order', 'decimal_sign', 'currency', 'required_field', 'no_header'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Something that nobody can tell from the file: it is asked, not guessed. Until it is answered, its rows are refused. */
export interface Question {
	readonly kind: QuestionKind;
	readonly sheet: number;
	/** Null for a question about the whole tab. */
	readonly column: number | null;
	/** For `required_field`: which. */
	readonly field: SheetField | null;
	/** One of the cells that nobody can tell, such as 03/04/2026. */
	readonly example: string;
}

/** Rows that are no data. */
export interface SkippedRows {
	readonly title: number;
	readonly header: number;
	readonly empty: number;
	readonly subtotal: number;
	readonly total: number;
	/** The first row of each kind, for a person who looks for it. */
	readonly firstRows: Readonly<Partial<Record<'title' | 'subtotal' | 'total', number>>>;
}

/** A totals row, held against the sum of its column. */
export interface CheckSum {
	readonly row: number;
	readonly column: number;
	readonly field: SheetField;
	/** Decimal texts. */
	readonly expected: string;
	readonly found: string;
	readonly agrees: boolean;
}

export interface SheetUnderstanding {
	readonly sheet: number;
	readonly name: string;
	readonly visibility: 'visible' | 'hidden' | 'very_hidden';
	readonly role: SheetRole;
	readonly roleDecidedBy: 'person' | 'memory' | 'content';
	/** Null when the tab has no header: then a person has to say what its columns are. */
	readonly headerRows: { readonly first: number; readonly last: number } | null;
	/** The same for every file of this layout: a hash of its headers. */
	readonly layout: string;
	readonly columns: readonly ColumnUnderstanding[];
	/** ISO 4217: of rows that say none. Null when nobody can tell. */
	readonly currency: string | null;
	/** Rows that are totals although they do not say so: sums alone in their row, and the last row of a table with one. */
	readonly totalRows: readonly number[];
	/** True when hidden rows are left out. */
	readonly skipHiddenRows: boolean;
	/** How many rows of data there are. */
	readonly dataRows: number;
	readonly hiddenRows: number;
	readonly skipped: SkippedRows;
	readonly checkSums: readonly CheckSum[];
	readonly questions: readonly Question[];
	/** Of the tab as a whole, such as a totals row that does not agree. */
	readonly problems: readonly Problem[];
}

export interface WorkbookUnderstanding {
	readonly sheets: readonly SheetUnderstanding[];
	/** All that has to be answered before everything can be imported. */
	readonly questions: readonly Question[];
}

/** What a person says of a tab. What is left out is found out as before. */
export interface SheetCorrection {
	readonly role?: SheetRole;
	/** Null for a tab without a header. */
	readonly headerRow?: number | null;
	/** By column from 0: null for a column that is not to be read. */
	readonly fields?: Readonly<Record<number, SheetField | null>>;
	readonly dateOrder?: DateOrder;
	readonly decimalSign?: DecimalSign;
	/** For rows that say none. */
	readonly currency?: string;
}

export interface UnderstandingOptions {
	/** By sheet from 0. */
	readonly corrections?: Readonly<Record<number, SheetCorrection>>;
	/** What was decided for a layout before. */
	readonly remembered?: (layout: string) => SheetCorrection | undefined;
	/** Names of headers that an operator adds, by field. */
	readonly moreNames?: Readonly<Partial<Record<SheetField, readonly string[]>>>;
	/** Read hidden tabs as well. Without it they are listed with the role `other`. */
	readonly hiddenTabs?: boolean;
	/** Leave hidden rows out, such as those that a filter hides. Without it they are read, and counted in `hiddenRows`. */
	readonly skipHiddenRows?: boolean;
}
