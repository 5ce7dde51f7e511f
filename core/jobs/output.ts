/** The text of the bytes up to the last whole character, and how many bytes that were. The rest of a character waits. */
export function wholeCharacters(bytes: Buffer, isEnd: boolean): { text: string; length: number } {
	const length = isEnd ? bytes.length : bytes.length - unfinished(bytes);
	return { text: bytes.toString('utf8', 0, length), length };
}

/** The whole lines of the bytes, and how many bytes they had. At the end the last one needs no line break. */
export function wholeLines(bytes: Buffer, isEnd: boolean): { lines: string[]; length: number } {
	const length = isEnd ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
	const lines = bytes.toString('utf8', 0, length).split('\n');
	if (lines.at(-1) === '') lines.pop();
	return { lines, length };
}

/** How many bytes at the end begin a character of UTF-8 that is not whole. */
function unfinished(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if ((byte & 0xc0) === 0x80) continue;
		const expected = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return byte < 0xf8 && expected > back ? back : 0;
	}
	return 0;
}
