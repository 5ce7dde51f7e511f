import type { Cell } from '../cell';
import { damaged } from '../refusal';
import { readIsoDate, readNumber } from './dates';
import { decodeEscapes } from './escapes';
import { generalStyle, type CellStyle } from './numberFormat';

/**
 * What a formula shows whose result the file does not hold: programs that write workbooks without calculating leave it
 * out. It is no error of the spreadsheet program's own.
 */
export const notCalculated = '#NOT_CALCULATED';

/** What the cells of a sheet need to know of their workbook. */
export interface CellContext {
	readonly strings: readonly string[];
	readonly styles: readonly CellStyle[];
	readonly date1904: boolean;
}

/** A cell as its XML has it. */
export interface RawCell {
	readonly column: number;
	readonly type: string;
	readonly style: string | undefined;
	readonly formula: boolean;
	/** The text of `<v>`; null when there is none. */
	readonly value: string | null;
	/** The text of `<is>`; null when there is none. */
	readonly inline: string | null;
}

/**
 * What a cell holds; undefined when it only has a format.
 *
 * @param name gives the name of the cell, such as `B3`, for an error.
 */
export function readCell(raw: RawCell, context: CellContext, name: () => string): Cell | undefined {
	const { column, formula, type } = raw;
	const style = raw.style === undefined ? generalStyle : (context.styles[Number(raw.style)] ?? generalStyle);
	const cell = (kind: Cell['kind'], value: Cell['value'], format = style.format): Cell => {
		return { column, kind, value, format, formula };
	};
	if (raw.inline !== null) return cell('text', raw.inline);
	const { value } = raw;
	if (value === null) return formula ? cell('error', notCalculated) : undefined;
	switch (type) {
		case 'n':
			return value.trim() === '' ? emptyResult(raw, cell) : numberCell(value, style, context, cell);
		case 's':
			return value.trim() === '' ? undefined : cell('text', sharedString(value, context, name));
		case 'str':
		case 'inlineStr':
			return cell('text', decodeEscapes(value));
		case 'b':
			return booleanCell(value, cell, name);
		case 'e':
			return cell('error', value.trim());
		case 'd': {
			const date = readIsoDate(value.trim());
			if (value.trim() === '') return emptyResult(raw, cell);
			return date ? cell(date.kind, date.value) : cell('text', value);
		}
		default:
			throw damaged(`cell ${name()} has the unknown type '${type.slice(0, 20)}'`);
	}
}

type MakeCell = (kind: Cell['kind'], value: Cell['value'], format?: Cell['format']) => Cell;

/** A formula whose result is an empty text is written so by some programs. */
function emptyResult({ formula }: RawCell, cell: MakeCell): Cell | undefined {
	return formula ? cell('text', '') : undefined;
}

function numberCell(text: string, style: CellStyle, { date1904 }: CellContext, cell: MakeCell): Cell {
	const number = Number(text);
	// `0x10` is a number to JavaScript. What is no number is left to those who know what the column is about.
	if (!Number.isFinite(number) || /[xob]/i.test(text)) return cell('text', text);
	if (style.reading === 'number') return cell('number', number === 0 ? 0 : number);
	const { kind, value } = readNumber(number, style.reading, date1904);
	return cell(kind, value);
}

function sharedString(value: string, { strings }: CellContext, name: () => string): string {
	const index = Number(value);
	const text = strings[index];
	if (text !== undefined) return text;
	throw damaged(`cell ${name()} refers to a text that is not there (number ${value.slice(0, 20)})`);
}

function booleanCell(value: string, cell: MakeCell, name: () => string): Cell {
	const word = value.trim().toLowerCase();
	if (word === '1' || word === 'true') return cell('boolean', true);
	if (word === '0' || word === 'false') return cell('boolean', false);
	throw damaged(`cell ${name()} is neither true nor false`);
}
