type Ranges = ReadonlyArray<readonly [first: number, last: number]>;

/** XML 1.0, fifth edition, productions 4 and 4a: what a name may begin with, and what else it may hold. */
const starts: Ranges = [
	[0x3a, 0x3a],
	[0x41, 0x5a],
	[0x5f, 0x5f],
	[0x61, 0x7a],
	[0xc0, 0xd6],
	[0xd8, 0xf6],
	[0xf8, 0x2ff],
	[0x370, 0x37d],
	[0x37f, 0x1fff],
	[0x200c, 0x200d],
	[0x2070, 0x218f],
	[0x2c00, 0x2fef],
	[0x3001, 0xd7ff],
	[0xf900, 0xfdcf],
	[0xfdf0, 0xfffd],
	[0x10000, 0xeffff],
];
const goesOn: Ranges = [
	[0x2d, 0x2e],
	[0x30, 0x39],
	[0xb7, 0xb7],
	[0x300, 0x36f],
	[0x203f, 0x2040],
];

/** 3 for what a name may begin with, 1 for what else it may hold. */
const ascii = new Uint8Array(128).map((_, code) => (within(starts, code) ? 3 : within(goesOn, code) ? 1 : 0));

function within(ranges: Ranges, point: number): boolean {
	return ranges.some(([first, last]) => point >= first && point <= last);
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
			const point = text.codePointAt(place) ?? 0;
			if (!within(starts, point) && !within(goesOn, point)) return place;
			place += point > 0xffff ? 2 : 1;
		}
		code = text.charCodeAt(place);
	}
}

function otherStarts(text: string, place: number): boolean {
	const point = text.codePointAt(place);
	return point !== undefined && within(starts, point);
}
