import { tooLarge } from '../text/readingLimits';
import type { OdsAttributes } from './odsStyles';

/** The text of a cell: its paragraphs, one on each line. */
export interface OdsText {
	readonly open: (name: string, attributes: OdsAttributes, depth: number) => void;
	readonly close: (name: string, depth: number) => void;
	readonly add: (part: string) => void;
	/** The text of the cell that ended; the next one begins. */
	readonly taken: () => string;
}

/**
 * Spaces are kept as they stand, as LibreOffice reads and writes them in cells of several lines. Line feeds and tabs of
 * the XML, with the spaces around them, are one space, and none begins a paragraph (ODF 1.3, 6.1.2).
 */
export function odsText(cellText: number): OdsText {
	let text = '';
	let paragraphs = 0;
	let paragraphStart = true;
	let spaced = false;
	let inside = false;
	const append = (part: string) => {
		text += part;
		if (text.length > cellText) throw tooLarge(`has a text of more than ${cellText} characters`, 'cellText');
	};
	const mark = (part: string) => {
		append(part);
		paragraphStart = false;
		spaced = false;
	};
	return {
		open: (name, attributes, depth) => {
			if (name === 'text:p' && depth === 1) {
				if (paragraphs > 0) append('\n');
				paragraphs++;
				paragraphStart = true;
				spaced = false;
				inside = true;
			} else if (inside && name === 'text:s') {
				mark(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, cellText + 1)));
			} else if (inside && name === 'text:tab') {
				mark('\t');
			} else if (inside && name === 'text:line-break') {
				mark('\n');
			}
		},
		close: (name, depth) => {
			if (name === 'text:p' && depth === 1) inside = false;
		},
		add: (part) => {
			if (!inside) return;
			let plain = part.replace(/ *[\t\r\n][ \t\r\n]*/g, ' ');
			if (/^ *[\t\r\n]/.test(part) && (paragraphStart || spaced)) plain = plain.slice(1);
			if (plain === '') return;
			append(plain);
			paragraphStart = false;
			spaced = plain.endsWith(' ');
		},
		taken: () => {
			const whole = text;
			text = '';
			paragraphs = 0;
			return whole;
		},
	};
}
