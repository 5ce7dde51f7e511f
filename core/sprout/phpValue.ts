import { InputError } from '../kernel/errors';
import { bounds } from './bounds';

/** What PHP's serialize() wrote. An array and the properties of an object are a map in their order. */
export type PhpValue = null | boolean | string | number | PhpMap;
export type PhpMap = ReadonlyMap<string, PhpValue>;

/** Where the reading is. */
interface Reader {
	readonly bytes: Buffer;
	readonly field: string;
	at: number;
	entries: number;
}

const [quote, semicolon, colon] = [0x22, 0x3b, 0x3a];

/**
 * Reads a value that PHP's serialize() wrote. It makes data only: an object is a map of its properties and its class is
 * not looked at, and references are refused.
 *
 * The length of a string is counted in bytes. A database that was converted to UTF-8 after it was written has lengths in
 * characters instead; these are read too, where the text ends exactly there (bd808/php-unserialize-js#11).
 *
 * @throws InputError when it is not such a value.
 */
export function unserialise(text: string, field: string): PhpValue {
	const reader: Reader = { bytes: Buffer.from(text, 'utf8'), field, at: 0, entries: 0 };
	if (reader.bytes.length > bounds.serialised) throw broken(reader, 'is too long');
	const value = readValue(reader, 0);
	if (reader.at !== reader.bytes.length) throw broken(reader, 'goes on after its end');
	return value;
}

function readValue(reader: Reader, depth: number): PhpValue {
	if (depth > bounds.depth) throw broken(reader, 'is nested too deeply');
	const type = String.fromCharCode(reader.bytes[reader.at] ?? 0);
	reader.at += 1;
	expect(reader, type === 'N' ? ';' : ':');
	switch (type) {
		case 'N':
			return null;
		case 'b':
			return upTo(reader, ';') === '1';
		case 'i':
		case 'd':
			return readNumber(reader);
		case 's': {
			const text = readString(reader);
			expect(reader, ';');
			return text;
		}
		case 'O':
			readString(reader);
			expect(reader, ':');
			return readEntries(reader, depth);
		case 'a':
			return readEntries(reader, depth);
		default:
			throw broken(reader, 'has a value of an unknown type');
	}
}

function readNumber(reader: Reader): number {
	const text = upTo(reader, ';');
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value)) throw broken(reader, 'has something else than a number');
	return value;
}

function readString(reader: Reader): string {
	const length = readCount(reader, bounds.serialised);
	expect(reader, '"');
	const start = reader.at;
	const end = [start + length, endOfCharacters(reader, start, length)].find((at) => endsAt(reader, at));
	if (end === undefined) throw broken(reader, 'has a text whose length is wrong');
	reader.at = end + 1;
	return reader.bytes.toString('utf8', start, end);
}

const endsAt = ({ bytes }: Reader, at: number): boolean =>
	bytes[at] === quote && (bytes[at + 1] === semicolon || bytes[at + 1] === colon);

/** Where so many characters end: a character begins at each byte that does not continue one. */
function endOfCharacters({ bytes }: Reader, start: number, length: number): number {
	let at = start;
	for (let characters = 0; characters < length && at < bytes.length; characters++) {
		at += 1;
		while (((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
	}
	return at;
}

function readEntries(reader: Reader, depth: number): PhpMap {
	const count = readCount(reader, bounds.lines * 20);
	expect(reader, '{');
	const map = new Map<string, PhpValue>();
	for (let entry = 0; entry < count; entry++) {
		reader.entries += 1;
		if (reader.entries > bounds.lines * 20) throw broken(reader, 'has too many entries');
		const key = readValue(reader, depth + 1);
		if (typeof key !== 'string' && typeof key !== 'number') throw broken(reader, 'has a wrong key');
		map.set(String(key), readValue(reader, depth + 1));
	}
	expect(reader, '}');
	return map;
}

function readCount(reader: Reader, most: number): number {
	const text = upTo(reader, ':');
	if (!/^\d{1,9}$/.test(text) || Number(text) > most) throw broken(reader, 'has a wrong length');
	return Number(text);
}

/** The text up to a sign, which is passed over. */
function upTo(reader: Reader, sign: string): string {
	const end = reader.bytes.indexOf(sign, reader.at, 'latin1');
	if (end < 0 || end - reader.at > 40) throw broken(reader, `has no '${sign}'`);
	const text = reader.bytes.toString('latin1', reader.at, end);
	reader.at = end + 1;
	return text;
}

function expect(reader: Reader, sign: string): void {
	if (reader.bytes[reader.at] !== sign.charCodeAt(0)) throw broken(reader, `has no '${sign}'`);
	reader.at += 1;
}

function broken({ field, at }: Reader, complaint: string): InputError {
	return new InputError(
		field,
		`is not a value that PHP wrote: it ${complaint} at byte ${at}`,
		'Export the tables again in UTF-8 with mysqldump or `wp db export`, without a search and replace in the file.',
	);
}
