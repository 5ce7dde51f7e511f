/** What a plain cell says, as its digits have it. One object serves for all, one after the other. */
export interface PlainCell {
	/** From 0. */
	column: number;
	row: number;
	/** The number of its style; -1 when it has none. */
	style: number;
	/** Whether its value is the number of a shared text. */
	isShared: boolean;
	formula: boolean;
	/** NaN when it has no value. */
	value: number;
}

export const newPlainCell = (): PlainCell => ({
	column: -1,
	row: 0,
	style: -1,
	isShared: false,
	formula: false,
	value: NaN,
});

const [quote, less, greater, slash, equals, space] = [0x22, 0x3c, 0x3e, 0x2f, 0x3d, 0x20];

/**
 * Reads a cell at once that is written as nearly all programs write it: `<c r="B3" s="4" t="s"><v>12</v></c>`, with a plain
 * formula or without, and nothing else in it. Anything that is written in another way, or not complete yet, is left to the
 * scanner: `tests/unit/spreadsheet/plainCell.test.ts` holds both against each other.
 *
 * @param data ends with a NUL and has no reference in it; `begin` is the place of its `<c `.
 * @returns the place behind the cell; -1 when the scanner has to read it.
 */
export function readPlainCell(data: string, begin: number, cell: PlainCell): number {
	let place = readAttributes(data, begin + 2, cell);
	if (place === -1) return -1;
	cell.formula = false;
	cell.value = NaN;
	// `/>`: a cell that only has a format.
	if (data.charCodeAt(place) === slash) return data.charCodeAt(place + 1) === greater ? place + 2 : -1;
	place += 1;
	if (data.charCodeAt(place + 1) === 0x66) {
		// `<f>`
		if (data.charCodeAt(place + 2) !== greater) return -1;
		const end = data.indexOf('<', place + 3);
		if (end === -1 || !isTag(data, end, slash, 0x66)) return -1;
		cell.formula = true;
		place = end + 4;
	}
	// `<v>`
	if (data.charCodeAt(place) !== less || data.charCodeAt(place + 1) !== 0x76) return -1;
	if (data.charCodeAt(place + 2) !== greater) return -1;
	const end = readValue(data, place + 3, cell);
	if (end === -1 || !isTag(data, end, slash, 0x76) || !isTag(data, end + 4, slash, 0x63)) return -1;
	return end + 8;
}

/** Whether `</` and one letter and `>` stand there. */
function isTag(data: string, place: number, sign: number, letter: number): boolean {
	return (
		data.charCodeAt(place) === less &&
		data.charCodeAt(place + 1) === sign &&
		data.charCodeAt(place + 2) === letter &&
		data.charCodeAt(place + 3) === greater
	);
}

/** @returns the place of the `>` or `/`; -1 when there is anything but one `r`, `s` and `t` each. */
function readAttributes(data: string, begin: number, cell: PlainCell): number {
	cell.column = -1;
	cell.style = -1;
	cell.isShared = false;
	let typed = false;
	let place = begin;
	for (;;) {
		const sign = data.charCodeAt(place);
		if (sign === greater || sign === slash) return cell.column === -1 ? -1 : place;
		if (sign !== space || data.charCodeAt(place + 2) !== equals || data.charCodeAt(place + 3) !== quote) return -1;
		const name = data.charCodeAt(place + 1);
		place += 4;
		if (name === 0x72) {
			if (cell.column !== -1) return -1;
			place = readReference(data, place, cell);
		} else if (name === 0x73) {
			if (cell.style !== -1) return -1;
			place = readStyle(data, place, cell);
		} else if (name === 0x74) {
			const type = data.charCodeAt(place);
			if (typed || (type !== 0x73 && type !== 0x6e)) return -1;
			typed = true;
			cell.isShared = type === 0x73;
			place += 1;
		} else {
			return -1;
		}
		if (place === -1 || data.charCodeAt(place) !== quote) return -1;
		place += 1;
	}
}

/** Up to three capital letters and up to seven digits. */
function readReference(data: string, begin: number, cell: PlainCell): number {
	let place = begin;
	let column = 0;
	let sign = data.charCodeAt(place);
	while (sign >= 0x41 && sign <= 0x5a) {
		column = column * 26 + sign - 0x40;
		sign = data.charCodeAt(++place);
	}
	if (place === begin || place > begin + 3) return -1;
	const digits = place;
	let row = 0;
	while (sign >= 0x30 && sign <= 0x39) {
		row = row * 10 + sign - 0x30;
		sign = data.charCodeAt(++place);
	}
	if (place === digits || place > digits + 7 || row === 0) return -1;
	cell.column = column - 1;
	cell.row = row;
	return place;
}

function readStyle(data: string, begin: number, cell: PlainCell): number {
	let place = begin;
	let style = 0;
	let sign = data.charCodeAt(place);
	while (sign >= 0x30 && sign <= 0x39) {
		style = style * 10 + sign - 0x30;
		sign = data.charCodeAt(++place);
	}
	if (place === begin || place > begin + 6) return -1;
	cell.style = style;
	return place;
}

/** Digits with a point and an exponent. @returns the place of the `<` behind it; -1 when it is anything else. */
function readValue(data: string, begin: number, cell: PlainCell): number {
	let place = begin;
	let whole = 0;
	let sign = data.charCodeAt(place);
	while (sign >= 0x30 && sign <= 0x39) {
		whole = whole * 10 + sign - 0x30;
		sign = data.charCodeAt(++place);
	}
	// Up to so many digits a double holds a whole number exactly.
	if (sign === less && place > begin && place <= begin + 15) {
		cell.value = whole;
		return place;
	}
	if (cell.isShared) return -1;
	while (
		(sign >= 0x30 && sign <= 0x39) ||
		sign === 0x2e ||
		sign === 0x2d ||
		sign === 0x2b ||
		sign === 0x45 ||
		sign === 0x65
	) {
		sign = data.charCodeAt(++place);
	}
	if (sign !== less || place === begin) return -1;
	const value = Number(data.slice(begin, place));
	if (!Number.isFinite(value)) return -1;
	cell.value = value === 0 ? 0 : value;
	return place;
}
