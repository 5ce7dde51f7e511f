import type { Writable } from 'node:stream';

/**
 * The part of exceljs that writes a workbook as a stream, without the parts that read one: it loads in a third of the
 * time. Only what is used here is declared, and some of it exceljs' own types leave out.
 */
export interface CellStyle {
	numFmt?: string;
	font?: { name: string; size: number; bold?: boolean; color?: { argb: string } };
	fill?: { type: 'pattern'; pattern: 'solid'; fgColor: { argb: string } };
	alignment?: { vertical: 'top'; wrapText: boolean };
}

export interface CellWriter {
	value: null | number | boolean | { richText: ReadonlyArray<{ text: string }> };
	style: CellStyle;
	note: string;
}

export interface RowWriter {
	/** In points. */
	height: number;
	getCell(column: number): CellWriter;
	commit(): void;
}

export interface SheetWriter {
	columns: ReadonlyArray<{ width: number }>;
	autoFilter: string | null;
	readonly dataValidations: { add(range: string, rule: object): void };
	/** Takes all that it is given; how much waits to be packed shows in the streams that it is piped to. */
	readonly stream: { readonly pipes?: readonly Writable[] };
	getRow(number: number): RowWriter;
	commit(): void;
}

export class WorkbookWriter {
	constructor(options: {
		stream: Writable;
		useStyles: boolean;
		useSharedStrings: boolean;
		creator: string;
		created?: Date;
		zip: { zlib: { level: number } };
	});
	readonly styles: { readonly xml: string };
	readonly zip: {
		append(text: string, entry: { name: string }): void;
		abort(): void;
		finalize(): Promise<void>;
		on(event: 'error' | 'warning', listener: (error: Error) => void): void;
	};
	addWorksheet(
		name: string,
		options: { state?: 'visible' | 'veryHidden'; views?: ReadonlyArray<{ state: 'frozen'; ySplit: number }> },
	): SheetWriter;
	addStyles(): Promise<void>;
	commit(): Promise<unknown>;
}
