import { currencyOf } from '../values/currency';
import { longestToken } from '../values/text';

/** A header as it is compared, and the currency that it names in brackets or at its end. */
export interface NormalHeader {
	/** Small letters and digits, words with one space between them; every word for a number is `no`. */
	readonly words: string;
	/** ISO 4217, `?` for a sign of several currencies, null when the header names none. */
	readonly currency: string | null;
}

/** Ends of Dutch compounds that are words of their own: `factuurnummer` is compared as `factuur no`. */
const compound = /(?<=[a-z]{3})(nummer|nr|datum|bedrag|naam|code|adres|status|omschrijving|prijs|saldo)\b/g;
const numbers = /\b(?:no|nr|nrs|num|numb|numero|number|nummer)\b/g;
const bracketed = /[([{]\s*(?:in|en)?\s*([^()[\]{}]{1,8}?)\s*[)\]}]/gu;
const atEnd = /(?:^|[\s_-])(?:in |en )?(€|£|\$|us\$|[a-z]{3})\s*$/iu;

/** Makes headers comparable: case, accents, punctuation, spaces, and the ways to write "number" do not count. */
export function normalHeader(text: string): NormalHeader {
	let currency: string | null = null;
	const note = (found: string | undefined): boolean => {
		if (found !== undefined) currency ??= found;
		return found !== undefined;
	};
	const outside = text
		.slice(0, longestToken)
		.replace(bracketed, (whole, inside: string) => (note(currencyOf(inside)) ? ' ' : whole))
		.trim();
	const bare = outside.replace(atEnd, (whole, sign: string) => {
		// A word of three small letters is a word, not a code.
		const isCode = sign.length !== 3 || sign === sign.toUpperCase();
		return isCode && outside.length > sign.length && note(currencyOf(sign)) ? ' ' : whole;
	});
	return { words: words(bare), currency };
}

/** The words of a text in their comparable form. */
export function words(text: string): string {
	return text
		.slice(0, longestToken)
		.replace(/([a-zà-ÿ])([A-ZÀ-Þ])(?=[a-zà-ÿ])/gu, '$1 $2')
		.replace(/\bn[°º]|№|#/giu, ' no ')
		.normalize('NFKD')
		.replace(/\p{Mn}/gu, '')
		.toLowerCase()
		.replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '')
		.replace(/[^\p{L}\p{N}%]+/gu, ' ')
		.replace(compound, ' $1')
		.replace(numbers, 'no')
		.replace(/\s+/g, ' ')
		.trim();
}
