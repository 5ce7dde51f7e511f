import { isUtf8 } from 'node:buffer';
import { InputError } from '../../kernel/errors';
import type { WorkbookSource } from '../workbook';
import { headOf, piecesOf } from './sourceBytes';

export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type TextEncoding = (typeof textEncodings)[number];

const headBytes = 4_096;

/**
 * The encoding of a text file: by its byte order mark; UTF-16 without one by where its NUL bytes stand; UTF-8 when the
 * whole file is valid; otherwise Windows-1252, which is what Excel saves as "CSV" in Western Europe.
 *
 * @throws InputError when it is no text: it says where the first NUL byte stands.
 */
export async function detectEncoding(source: WorkbookSource): Promise<TextEncoding> {
	const head = await headOf(source, headBytes);
	return markedEncoding(head) ?? utf16ByItsZeros(head) ?? (await eightBitEncoding(source));
}

/** The encoding that a byte order mark names. */
function markedEncoding(head: Buffer): TextEncoding | undefined {
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
	if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
	if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
	return undefined;
}

/** Every second byte of Western text in UTF-16 is zero, and hardly one of the others. */
function utf16ByItsZeros(head: Buffer): TextEncoding | undefined {
	const pairs = Math.floor(head.length / 2);
	let even = 0;
	let odd = 0;
	for (let at = 0; at < pairs * 2; at += 2) {
		if (head[at] === 0) even++;
		if (head[at + 1] === 0) odd++;
	}
	if (odd > pairs * 0.4 && even <= pairs * 0.05) return 'utf-16le';
	if (even > pairs * 0.4 && odd <= pairs * 0.05) return 'utf-16be';
	return undefined;
}

/** Reads to the end: one letter of Windows-1252 in the last line decides. */
async function eightBitEncoding(source: WorkbookSource): Promise<TextEncoding> {
	let rest: Buffer = Buffer.alloc(0);
	let valid = true;
	let position = 0;
	for await (const piece of piecesOf(source)) {
		const zero = piece.indexOf(0);
		if (zero >= 0) throw binary(position + zero);
		position += piece.length;
		if (!valid) continue;
		const joined = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
		const whole = joined.length - unfinishedBytes(joined);
		valid = isUtf8(joined.subarray(0, whole));
		rest = Buffer.from(joined.subarray(whole));
	}
	return valid && rest.length === 0 ? 'utf-8' : 'windows-1252';
}

function binary(position: number): InputError {
	return new InputError(
		'file',
		`is not a text file: byte ${position + 1} is NUL`,
		'Save it as CSV with the encoding UTF-8, or as .xlsx.',
	);
}

/** How many bytes at the end begin a letter of UTF-8 that goes on in the next piece. */
function unfinishedBytes(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte >= 0xc0) return lengthByLead(byte) > back ? back : 0;
	}
	return 0;
}

function lengthByLead(lead: number): number {
	if (lead >= 0xf0) return 4;
	return lead >= 0xe0 ? 3 : 2;
}
