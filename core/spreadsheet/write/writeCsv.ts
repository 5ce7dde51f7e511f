import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { looksLikeFormula } from './cellText';
import type { CellToWrite, ColumnToWrite, PlainValue, SheetToWrite } from './sheetToWrite';
import { asCell, writtenValue, type WrittenValue } from './writtenValue';

export const dateOrders = ['ymd', 'dmy', 'mdy'] as const;

export interface CsvStyle {
	/** One character. A comma when it is not given. */
	readonly delimiter?: string;
	/** A point when it is not given. It may be the delimiter: the numbers are quoted then. */
	readonly decimalSign?: '.' | ',';
	/** `2024-03-31` (when it is not given), `31/03/2024` or `03/31/2024`. */
	readonly dateOrder?: (typeof dateOrders)[number];
	/** Excel takes the file for UTF-8 by it. True when it is not given. */
	readonly bom?: boolean;
	readonly lineEnd?: '\r\n' | '\n';
	/** Calls the writing off; the stream is destroyed then. */
	readonly signal?: AbortSignal;
}

/** How much is written at a time, in characters. */
const pieceLength = 32_768;

/**
 * Writes a table as text in UTF-8 into a stream, and ends the stream. A text that a spreadsheet program would take for a
 * formula gets an apostrophe before it; a number never does. Currencies are not written: give them a column.
 *
 * @throws What the rows or the stream fail with; the stream is destroyed then.
 */
export async function writeCsv(out: Writable, sheet: SheetToWrite, style: CsvStyle = {}): Promise<void> {
	await pipeline(Readable.from(pieces(sheet, style), { objectMode: true }), out, { signal: style.signal });
}

async function* pieces({ columns, rows }: SheetToWrite, style: CsvStyle): AsyncGenerator<string> {
	const { delimiter = ',', lineEnd = '\r\n', bom = true } = style;
	const line = (texts: readonly string[]) => {
		const joined = texts.map((text) => quoted(text, delimiter)).join(delimiter);
		// A line with nothing in it would be no row.
		return `${joined === '' ? '""' : joined}${lineEnd}`;
	};
	let piece = `${bom ? '\ufeff' : ''}${line(columns.map(({ header }) => guarded(header)))}`;
	for await (const row of rows) {
		const cells = row.length < columns.length ? [...row, ...Array<null>(columns.length - row.length).fill(null)] : row;
		piece += line(cells.map((cell, index) => csvText(cell, columns[index], style)));
		if (piece.length < pieceLength) continue;
		yield piece;
		piece = '';
		await setImmediate();
	}
	yield piece;
}

function csvText(cell: PlainValue | CellToWrite, column: ColumnToWrite | undefined, style: CsvStyle): string {
	const value = writtenValue(asCell(cell), column);
	if (value === undefined) return '';
	switch (value.kind) {
		case 'text':
			return guarded(value.value);
		case 'boolean':
			return value.value ? 'TRUE' : 'FALSE';
		case 'date':
			return dateText(value.value, style.dateOrder ?? 'ymd');
		case 'duration':
			return durationText(value.value);
		default:
			return numberText(value).replace('.', style.decimalSign ?? '.');
	}
}

function guarded(text: string): string {
	return looksLikeFormula(text) ? `'${text}` : text;
}

/** Excel takes a file that begins with ID for one of SYLK, and trims what is not quoted in some of its versions. */
function quoted(text: string, delimiter: string): string {
	const needed = text.includes(delimiter) || /["\r\n]|^\s|\s$|^ID/.test(text);
	return needed ? `"${text.replaceAll('"', '""')}"` : text;
}

function dateText(date: string, order: (typeof dateOrders)[number]): string {
	const [day = '', time] = date.split('T');
	const [y = '', m = '', d = ''] = day.split('-');
	const shown = { ymd: day, dmy: `${d}/${m}/${y}`, mdy: `${m}/${d}/${y}` }[order];
	return time === undefined ? shown : `${shown} ${time}`;
}

function durationText(seconds: number): string {
	const whole = Math.round(Math.abs(seconds));
	const two = (number: number) => String(number).padStart(2, '0');
	const shown = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
	return seconds < 0 && whole > 0 ? `-${shown}` : shown;
}

type NumericValue = Extract<WrittenValue, { currency: unknown }>;

function numberText({ kind, value, decimals }: NumericValue): string {
	if (kind === 'percent') {
		const shown = decimals === undefined ? String(Number((value * 100).toFixed(10))) : fixed(value * 100, decimals);
		return `${shown}%`;
	}
	if (kind === 'amount') return fixed(value, decimals ?? 2);
	return decimals === undefined ? String(value) : fixed(value, decimals);
}

/** Without the sign of a zero, such as -0.00 for -0.001. */
function fixed(value: number, decimals: number): string {
	return value.toFixed(Math.min(decimals, 15)).replace(/^-(?=[0.]*$)/, '');
}
