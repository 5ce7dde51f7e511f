import { StringDecoder } from 'node:string_decoder';
import type { TextEncoding } from './encoding';

/**
 * What the bytes 0x80 to 0x9F mean in Windows-1252, by the table of the WHATWG Encoding Standard; the five that are not
 * assigned stay control characters. TextDecoder is not used: some releases of Node read them as ISO 8859-1
 * (nodejs/node#56542).
 */
const upperControls = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The text of the pieces, without its byte order mark. A letter that two pieces share comes whole. */
export async function* decodeText(
	pieces: AsyncIterable<Buffer>,
	encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
	const decoder = decoderOf(encoding);
	let begun = false;
	const withoutMark = (text: string) => {
		if (begun || text === '') return text;
		begun = true;
		return text.startsWith('\ufeff') ? text.slice(1) : text;
	};
	for await (const piece of pieces) {
		const text = withoutMark(decoder.write(piece));
		if (text !== '') yield text;
	}
	const last = withoutMark(decoder.end());
	if (last !== '') yield last;
}

interface Decoder {
	readonly write: (piece: Buffer) => string;
	readonly end: () => string;
}

function decoderOf(encoding: TextEncoding): Decoder {
	if (encoding === 'windows-1252') return { write: windows1252, end: () => '' };
	if (encoding === 'utf-16be') return bigEndian();
	const decoder = new StringDecoder(encoding === 'utf-16le' ? 'utf16le' : 'utf8');
	return { write: (piece) => decoder.write(piece), end: () => decoder.end() };
}

/** Text in Windows-1252. */
function windows1252(piece: Buffer): string {
	return piece
		.toString('latin1')
		.replace(/[\x80-\x9f]/g, (control) => upperControls.charAt(control.charCodeAt(0) - 0x80));
}

function bigEndian(): Decoder {
	const decoder = new StringDecoder('utf16le');
	let odd: Buffer = Buffer.alloc(0);
	return {
		write: (piece) => {
			const joined = Buffer.concat([odd, piece]);
			const whole = joined.length - (joined.length % 2);
			odd = Buffer.from(joined.subarray(whole));
			return decoder.write(joined.subarray(0, whole).swap16());
		},
		end: () => decoder.end(),
	};
}
