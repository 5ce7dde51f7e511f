import type { Cell, CellFormat } from '../../spreadsheet';
import { plainNumber } from './amount';

/** The longest text of a problem. A cell may have 32,767 characters. */
export const longestShown = 200;

/** What a cell shows, nearly: a person recognises it. Dates are in the order of the sheet, and amounts have their decimals. */
export function shownText(cell: Cell | undefined): string {
	if (cell === undefined) return '';
	const { kind, value, format } = cell;
	if (typeof value === 'string') return kind === 'date' ? shownDate(value, format) : value;
	if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
	if (kind === 'duration') return shownDuration(value);
	return shownNumber(value, format);
}

/** The same with dates as 2026-03-31: out of their sheet nobody knows the order of 03/04/2026. */
export function plainText(cell: Cell): string {
	return cell.kind === 'date' && typeof cell.value === 'string' ? shownDate(cell.value, undated) : shownText(cell);
}

const undated: CellFormat = { kind: 'general', code: '', decimals: null, currency: null };

/** For a problem: cut at 200 characters. */
export function shortText(cell: Cell | undefined): string {
	const text = shownText(cell);
	return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}

function shownNumber(value: number, { kind, decimals }: CellFormat): string {
	if (kind === 'percent') return `${decimals === null ? plainNumber(value * 100) : (value * 100).toFixed(decimals)}%`;
	if (decimals === null || decimals > 20 || Math.abs(value) >= 1e21) return plainNumber(value);
	return value.toFixed(decimals);
}

/**
 * The formats 14 and 22 of ECMA-376, 18.8.30, as files and readers write them: a program shows them in the order of its own
 * country, so that they say nothing.
 */
const ofCountry = /^(?:mm-dd-yy|m\/d\/yy|m\/d\/yyyy|m-d-yy)(?: h:mm)?$/i;

/** The order of day and month in a number format such as `dd/mm/yyyy`; null when it shows only one, or says nothing. */
export function orderOf({ code }: CellFormat): 'dmy' | 'mdy' | 'ymd' | null {
	if (ofCountry.test(code)) return null;
	// A locale in brackets, and texts in quotes, have letters that mean nothing.
	const letters = code
		.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
		.toLowerCase()
		.replace(/h.*/, '');
	const [day, month, year] = [letters.indexOf('d'), letters.indexOf('m'), letters.search(/[yj]/)];
	if (day === -1 || month === -1) return null;
	if (year !== -1 && year < day && year < month) return 'ymd';
	return day < month ? 'dmy' : 'mdy';
}

function shownDate(value: string, format: CellFormat): string {
	const [year = '', month = '', day = ''] = value.slice(0, 10).split('-');
	const time = value.length > 10 ? ` ${value.slice(11, 16)}` : '';
	const order = orderOf(format);
	if (order === 'dmy') return `${day}/${month}/${year}${time}`;
	if (order === 'mdy') return `${month}/${day}/${year}${time}`;
	return value.slice(0, 10) + time;
}

function shownDuration(seconds: number): string {
	const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
	const size = Math.abs(seconds);
	return `${seconds < 0 ? '-' : ''}${two(size / 3600)}:${two((size / 60) % 60)}:${two(size % 60)}`;
}
