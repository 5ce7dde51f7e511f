import { InputError } from '../kernel/errors';
import { bounds } from './bounds';

/** A row of a CSV by the names of its columns, and the line of the file that it begins in. */
export interface CsvRow {
	readonly line: number;
	at(column: string): string;
}

/** The names in the first row, as they are written. */
export function headOf(text: string, file: string): readonly string[] {
	for (const { cells } of rowsOf(withoutMark(text), file)) return cells;
	return [];
}

/** Names of columns are compared without capitals and spaces around them. */
export const sameColumn = (one: string, other: string): boolean => normal(one) === normal(other);

/**
 * Reads a CSV with a head (RFC 4180). A column that is not there is empty in every row.
 *
 * @param file is named in errors, such as invoices.csv.
 * @throws InputError with the line when a quote is not closed, or a row has more cells than the head.
 */
export function* readCsv(text: string, file: string): Generator<CsvRow> {
	let names: readonly string[] | undefined;
	let count = 0;
	for (const { cells, line } of rowsOf(withoutMark(text), file)) {
		if (!names) {
			names = cells.map(normal);
			continue;
		}
		const columns = names;
		if (cells.every((cell) => cell.trim() === '')) continue;
		count += 1;
		if (count > bounds.rows) throw csvError(file, line, `is beyond ${bounds.rows} rows`);
		if (cells.length > columns.length) {
			throw csvError(file, line, `has ${cells.length} cells for ${columns.length} columns`);
		}
		const at = (column: string) => (cells[columns.indexOf(normal(column))] ?? '').trim();
		yield { line, at };
	}
}

const withoutMark = (text: string) => text.replace(/^\uFEFF/, '');
const normal = (name: string) => name.trim().toLowerCase();

interface Cells {
	readonly cells: readonly string[];
	readonly line: number;
}

function* rowsOf(text: string, file: string): Generator<Cells> {
	let cells: string[] = [];
	let [line, begun, at] = [1, 1, 0];
	while (at < text.length || cells.length > 0) {
		const cell = text[at] === '"' ? quotedCell(text, at + 1) : plainCell(text, at);
		if (!cell) throw csvError(file, line, 'has a quote that is not closed, or text behind one');
		cells.push(cell.text);
		line += text.slice(at, cell.end).split(/\r\n|\n|\r/).length - 1;
		at = cell.end;
		if (cell.comma) continue;
		yield { cells, line: begun };
		cells = [];
		begun = line;
	}
}

interface Cell {
	readonly text: string;
	/** After the comma or the end of the line. */
	readonly end: number;
	readonly comma: boolean;
}

const ending = /[^\S\r\n]*(,|\r\n|\n|\r|$)/y;

function plainCell(text: string, from: number): Cell {
	const end = /[,\r\n]|$/g;
	end.lastIndex = from;
	const at = end.exec(text)?.index ?? text.length;
	return closed(text, text.slice(from, at), at) ?? { text: text.slice(from), end: text.length, comma: false };
}

function quotedCell(text: string, from: number): Cell | undefined {
	for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
		if (text[at + 1] !== '"') return closed(text, text.slice(from, at).replaceAll('""', '"'), at + 1);
	}
	return undefined;
}

/** The cell, when a comma or the end of a line follows it. */
function closed(text: string, cell: string, at: number): Cell | undefined {
	ending.lastIndex = at;
	const found = ending.exec(text);
	return found ? { text: cell, end: ending.lastIndex, comma: found[1] === ',' } : undefined;
}

function csvError(file: string, line: number, complaint: string): InputError {
	return new InputError(file, `${complaint}, in line ${line}`, 'Correct the file, or export it again.');
}
