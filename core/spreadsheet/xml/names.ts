/** XML 1.0, fifth edition, productions 4 and 4a: what a name may begin with, and what else it may hold. */
const starts =
	/[:_A-Za-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}]/u;
const goesOn = /[-.0-9\u{B7}\u{300}-\u{36F}\u{203F}\u{2040}]/u;

const ascii = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const sign = String.fromCharCode(code);
	ascii[code] = starts.test(sign) ? 3 : goesOn.test(sign) ? 1 : 0;
}

/**
 * @param text ends with a NUL, which says that more may come. Reading beyond the end of a text makes V8 give up its fast
 *   way for all characters.
 * @returns where the name that begins here ends: the place of the first character that is not part of it, which may be
 *   the NUL. -1 when no name begins here.
 */
export function endOfName(text: string, begin: number): number {
	let place = begin;
	let code = text.charCodeAt(place);
	if (code < 128 ? (ascii[code] ?? 0) < 3 : !otherStarts(text, place)) return code === 0 ? begin : -1;
	for (;;) {
		if (code < 128) {
			if (ascii[code] === 0) return place;
			place += 1;
		} else {
			const sign = String.fromCodePoint(text.codePointAt(place) ?? 0);
			if (!starts.test(sign) && !goesOn.test(sign)) return place;
			place += sign.length;
		}
		code = text.charCodeAt(place);
	}
}

function otherStarts(text: string, place: number): boolean {
	const point = text.codePointAt(place);
	return point !== undefined && starts.test(String.fromCodePoint(point));
}
