import type { Cell, CellFormat } from '../cell';
import { damaged } from '../refusal';
import { readIsoDate, readNumber } from '../formats/dates';
import { decodeEscapes } from './escapes';
import { generalStyle, type CellStyle } from '../formats/numberFormat';
import type { PlainCell } from './plainCell';

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

/** A cell as its XML has it. One object serves for all cells of a sheet, one after the other. */
export interface RawCell {
	column: number;
	type: string;
	style: string | undefined;
	formula: boolean;
	/** The text of `<v>`; null when there is none. */
	value: string | null;
	/** The text of `<is>`; null when there is none. */
	inline: string | null;
}

/**
 * What a cell holds; undefined when it only has a format.
 *
 * @param name gives the name of the cell, such as `B3`, for an error.
 */
export function readCell(raw: RawCell, context: CellContext, name: () => string): Cell | undefined {
	const style = raw.style === undefined ? generalStyle : (context.styles[Number(raw.style)] ?? generalStyle);
	const { format } = style;
	const { value } = raw;
	if (raw.inline !== null) return make(raw, 'text', raw.inline, format);
	if (value === null) return raw.formula ? make(raw, 'error', notCalculated, format) : undefined;
	switch (raw.type) {
		case 'n':
			return isEmpty(value) ? emptyResult(raw, format) : numberCell(raw, value, style, context.date1904);
		case 's':
			return isEmpty(value) ? undefined : make(raw, 'text', sharedString(value, context, name), format);
		case 'str':
		case 'inlineStr':
			return make(raw, 'text', decodeEscapes(value), format);
		case 'b':
			return make(raw, 'boolean', isTrue(value, name), format);
		case 'e':
			return make(raw, 'error', value.trim(), format);
		case 'd': {
			if (isEmpty(value)) return emptyResult(raw, format);
			const date = readIsoDate(value.trim());
			return make(raw, date?.kind ?? 'text', date?.value ?? value, format);
		}
		default:
			throw damaged(`cell ${name()} has the unknown type '${raw.type.slice(0, 20)}'`);
	}
}

/**
 * What a plain cell holds; undefined when it only has a format. Null when `readCell` has to say what is wrong.
 */
export function plainCell(plain: PlainCell, { strings, styles, date1904 }: CellContext): Cell | undefined | null {
	const { column, formula, value, isShared } = plain;
	if (Number.isNaN(value)) return undefined;
	const { format, reading } = plain.style === -1 ? generalStyle : (styles[plain.style] ?? generalStyle);
	if (isShared) {
		const text = strings[value];
		return text === undefined ? null : { column, kind: 'text', value: text, format, formula };
	}
	if (reading === 'number') return { column, kind: 'number', value, format, formula };
	const { kind, value: meant } = readNumber(value, reading, date1904);
	return { column, kind, value: meant, format, formula };
}

function make({ column, formula }: RawCell, kind: Cell['kind'], value: Cell['value'], format: CellFormat): Cell {
	return { column, kind, value, format, formula };
}

/** A formula whose result is an empty text is written so by some programs. */
function emptyResult(raw: RawCell, format: CellFormat): Cell | undefined {
	return raw.formula ? make(raw, 'text', '', format) : undefined;
}

function numberCell(raw: RawCell, text: string, { format, reading }: CellStyle, date1904: boolean): Cell {
	const number = Number(text);
	// `0x10` is a number to JavaScript. What is no number is left to those who know what the column is about.
	if (!Number.isFinite(number) || (mayBeHexadecimal(text) && /[xob]/i.test(text)))
		return make(raw, 'text', text, format);
	// Minus zero is zero.
	const { kind, value } = readNumber(number === 0 ? 0 : number, reading, date1904);
	return make(raw, kind, value, format);
}

function isEmpty(value: string): boolean {
	return value === '' || (value.charCodeAt(0) <= 0x20 && value.trim() === '');
}

/** Such a number has a letter in its second place, or spaces in front of it. */
function mayBeHexadecimal(text: string): boolean {
	return text.length > 2 && (text.charCodeAt(1) > 0x39 || text.charCodeAt(0) <= 0x20);
}

function sharedString(value: string, { strings }: CellContext, name: () => string): string {
	const text = strings[Number(value)];
	if (text !== undefined) return text;
	throw damaged(`cell ${name()} refers to a text that is not there (number ${value.slice(0, 20)})`);
}

function isTrue(value: string, name: () => string): boolean {
	const word = value.trim().toLowerCase();
	if (word === '1' || word === 'true') return true;
	if (word === '0' || word === 'false') return false;
	throw damaged(`cell ${name()} is neither true nor false`);
}
