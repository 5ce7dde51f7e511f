/** From the first character to the one after the last. */
export interface SecretPlace {
	readonly start: number;
	readonly end: number;
}

/** What may stand between two characters: a line break with blanks around it, or blanks alone where lines were joined. */
export type Break = 'line' | 'blank';

/** A shorter one is found as it is only: with breaks in it, it would be found in the words of others. */
const leastBroken = 4;

// What Python takes for blank: textwrap breaks lines there, and drops it where it broke.
const blankCharacters =
	' \t\n\v\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';
const blankCodes = new Set(Array.from(blankCharacters, (one) => one.charCodeAt(0)));
const blank = `[${blankCharacters}]`;
const blanks = new RegExp(`${blank}+`, 'g');
const edges = new RegExp(`^${blank}+|${blank}+$`, 'g');
const gaps: Readonly<Record<Break, string>> = {
	line: `(?:[${blankCharacters.replace('\n', '')}]*\\n${blank}*)?`,
	blank: `${blank}*`,
};

/** A text that is looked for. The key is what is left of it without blanks. */
export interface Sought {
	readonly whole: string;
	readonly key: string;
	readonly plain: boolean;
}

export function soughtText(text: string): Sought {
	const whole = text.replace(edges, '');
	const key = whole.replace(blanks, '');
	return key.length < leastBroken ? { whole: text, key, plain: true } : { whole, key, plain: false };
}

/**
 * Finds texts in another one, also where lines were broken within them. Places come in order, and those that overlap as
 * one. The search itself is in the text without blanks, by plain comparison: that is what makes it fast.
 */
export function placesIn(text: string, sought: readonly Sought[], between: Break): SecretPlace[] {
	const dense = text.replace(blanks, '');
	let positions: Uint32Array | undefined;
	const found = sought.flatMap(({ whole, key, plain }) => {
		if (plain) return plainPlaces(text, whole);
		if (!dense.includes(key)) return [];
		positions ??= positionsIn(text, dense.length);
		return brokenPlaces({ text, dense, positions }, whole, key, between);
	});
	return joined(found.sort((one, other) => one.start - other.start));
}

function plainPlaces(text: string, one: string): SecretPlace[] {
	const found: SecretPlace[] = [];
	for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + one.length)) {
		found.push({ start: at, end: at + one.length });
	}
	return found;
}

interface Searched {
	readonly text: string;
	readonly dense: string;
	readonly positions: Uint32Array;
}

function brokenPlaces({ text, dense, positions }: Searched, whole: string, key: string, between: Break): SecretPlace[] {
	const found: SecretPlace[] = [];
	let pattern: RegExp | undefined;
	for (let at = dense.indexOf(key); at >= 0;) {
		const start = positions[at] ?? 0;
		let end = text.startsWith(whole, start) ? start + whole.length : undefined;
		if (end === undefined) {
			pattern ??= brokenPattern(whole, between);
			pattern.lastIndex = start;
			if (pattern.test(text)) end = pattern.lastIndex;
		}
		if (end !== undefined) found.push({ start, end });
		at = dense.indexOf(key, at + (end === undefined ? 1 : key.length));
	}
	return found;
}

function brokenPattern(whole: string, between: Break): RegExp {
	const words = whole.split(blanks).map((word) => word.split('').map(escaped).join(gaps[between]));
	return new RegExp(words.join(`${blank}+`), 'y');
}

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

/** Where in a text each character of it without blanks lies. */
function positionsIn(text: string, count: number): Uint32Array {
	const positions = new Uint32Array(count);
	let filled = 0;
	for (let at = 0; at < text.length; at++) {
		if (!blankCodes.has(text.charCodeAt(at))) positions[filled++] = at;
	}
	return positions;
}

function joined(places: readonly SecretPlace[]): SecretPlace[] {
	const whole: SecretPlace[] = [];
	for (const place of places) {
		const last = whole.at(-1);
		if (last === undefined || place.start >= last.end) whole.push(place);
		else whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, place.end) };
	}
	return whole;
}
