import type { Cell } from '../../spreadsheet';

/** The longest text of a cell that is looked at to find out what it is. Longer ones are texts. */
export const longestToken = 200;

/** Spaces of every width, those that do not break included, and the marks of text direction that people paste. */
const spaces = /[\s\u00a0\u2000-\u200f\u202a-\u202f\u2060\ufeff]+/g;

/** The text with single plain spaces and none around it. */
export function tidied(text: string): string {
	return isTidy(text) ? text : text.replace(spaces, ' ').trim();
}

/** Without any space. */
export function unspaced(text: string): string {
	return text.replace(spaces, '');
}

function isTidy(text: string): boolean {
	let before = 32;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 32 || (code === 32 && before === 32) || (code >= 127 && spaceOf(code))) return false;
		before = code;
	}
	return before !== 32;
}

const spaceOf = (code: number): boolean =>
	code === 0xa0 || code === 0x1680 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x206f);

/** True for a cell in which a person sees nothing. */
export function isBlank(cell: Cell | undefined): boolean {
	if (cell === undefined) return true;
	if (typeof cell.value !== 'string') return false;
	const { value } = cell;
	if (value === '') return true;
	const code = value.charCodeAt(0);
	return (code <= 32 || code >= 127) && tidied(value) === '';
}

/** What an identifier such as an invoice number says: a number without the decimals that it does not have. */
export function identifierOf({ kind, value }: Cell): string {
	if (typeof value === 'string') return tidied(value);
	if (kind === 'number' && typeof value === 'number') return Number.isInteger(value) ? value.toFixed(0) : String(value);
	return String(value);
}
