import type { CellRange } from '../workbook';

/** The column of a reference such as `AB12`, from 0; -1 when it does not begin with one to three letters. */
export function columnOf(reference: string): number {
	let column = 0;
	let place = 0;
	for (; place < 4 && place < reference.length; place++) {
		// Upper and lower case differ in this bit.
		const letter = (reference.charCodeAt(place) & ~0x20) - 64;
		if (!(letter >= 1 && letter <= 26)) break;
		column = column * 26 + letter;
	}
	return place === 0 || place > 3 ? -1 : column - 1;
}

/** The row of a reference such as `AB12`; NaN when it has none. */
export function rowOf(reference: string): number {
	let place = 0;
	while (place < reference.length && reference.charCodeAt(place) >= 0x41) place += 1;
	return wholeNumber(reference, place);
}

/** A number of up to ten digits and nothing else, from 1; NaN for anything else. */
export function wholeNumber(text: string, begin = 0): number {
	const { length } = text;
	if (length === begin || length > begin + 10) return NaN;
	let number = 0;
	for (let place = begin; place < length; place++) {
		const digit = text.charCodeAt(place) - 0x30;
		if (digit < 0 || digit > 9) return NaN;
		number = number * 10 + digit;
	}
	return number === 0 ? NaN : number;
}

const cell = /^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$/;

/** A range such as `A1:C3`, or one cell; undefined when it is neither. */
export function readRange(text: string): CellRange | undefined {
	const [first, last = first] = text.split(':').map((part) => cell.exec(part.trim()));
	if (!first || !last) return undefined;
	const rows = [Number(first[2]), Number(last[2])];
	const columns = [columnOf(first[1] ?? ''), columnOf(last[1] ?? '')];
	return {
		firstRow: Math.min(...rows),
		lastRow: Math.max(...rows),
		firstColumn: Math.min(...columns),
		lastColumn: Math.max(...columns),
	};
}
