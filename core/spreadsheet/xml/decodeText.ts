import { isAscii, isUtf8 } from 'node:buffer';
import { XmlFault } from './fault';

/** How many bytes say which encoding it is: those of the longest declaration that anybody writes. */
const headBytes = 256;

/**
 * Turns the bytes of a part into text, piece by piece: UTF-8, or UTF-16 by its byte order mark or its first characters,
 * or what the declaration names. A part that calls itself UTF-16 and has single bytes is UTF-8: programs on .NET write
 * such parts.
 */
export class TextPieces {
	private head: Buffer | undefined = Buffer.alloc(0);
	private decode: (bytes: Buffer, last: boolean) => string = decodeUtf8();

	/** @throws XmlFault when the bytes are no text of the encoding. */
	write(bytes: Buffer): string {
		if (this.head === undefined) return this.decode(bytes, false);
		this.head = this.head.length === 0 ? bytes : Buffer.concat([this.head, bytes]);
		return this.head.length < headBytes ? '' : this.start(this.head, false);
	}

	end(): string {
		return this.head === undefined ? this.decode(Buffer.alloc(0), true) : this.start(this.head, true);
	}

	private start(head: Buffer, last: boolean): string {
		this.head = undefined;
		const { encoding, skipped } = encodingOf(head);
		this.decode = decoderOf(encoding);
		return this.decode(head.subarray(skipped), last);
	}
}

function encodingOf(head: Buffer): { readonly encoding: string; readonly skipped: number } {
	if (head.length >= 2) {
		const first = head.readUInt16BE(0);
		if (first === 0xfeff) return { encoding: 'utf-16be', skipped: 2 };
		if (first === 0xfffe) return { encoding: 'utf-16le', skipped: 2 };
		if (first === 0x003c) return { encoding: 'utf-16be', skipped: 0 };
		if (first === 0x3c00) return { encoding: 'utf-16le', skipped: 0 };
		if (first === 0xefbb && head[2] === 0xbf) return { encoding: 'utf-8', skipped: 3 };
	}
	const declaration = /^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(
		head.toString('latin1', 0, headBytes),
	);
	const named = declaration?.[1]?.toLowerCase() ?? 'utf-8';
	return { encoding: /^(utf-?8|utf-?16|us-ascii|ascii)$/.test(named) ? 'utf-8' : named, skipped: 0 };
}

function decoderOf(encoding: string): (bytes: Buffer, last: boolean) => string {
	if (encoding === 'utf-8') return decodeUtf8();
	if (/^(windows-1252|cp1252|iso-8859-1|latin1)$/.test(encoding)) return decodeWindows1252;
	return decodeBy(encoding);
}

/** What Windows-1252 has from 0x80 to 0x9F. Node 20 takes it for ISO 8859-1, where these are control characters. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decodeWindows1252(bytes: Buffer): string {
	return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => windows1252[sign.charCodeAt(0) - 0x80] ?? sign);
}

function decodeBy(encoding: string): (bytes: Buffer, last: boolean) => string {
	let decoder: InstanceType<typeof TextDecoder>;
	try {
		decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
	} catch {
		throw new XmlFault(`has an unknown encoding: ${encoding.slice(0, 40)}`);
	}
	return (bytes, last) => {
		try {
			return decoder.decode(bytes, { stream: !last });
		} catch {
			throw new XmlFault(`is no text in ${encoding}`);
		}
	};
}

/** Node's own decoder with `fatal` takes three times as long for a piece of a stream. */
function decodeUtf8(): (bytes: Buffer, last: boolean) => string {
	let waiting = Buffer.alloc(0);
	return (bytes, last) => {
		if (waiting.length === 0 && isAscii(bytes)) return bytes.toString('latin1');
		const all = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
		const end = last ? all.length : wholeCharacters(all);
		const whole = all.subarray(0, end);
		if (!isUtf8(whole)) throw new XmlFault('is no text in UTF-8');
		waiting = end === all.length ? Buffer.alloc(0) : Buffer.from(all.subarray(end));
		return whole.toString('utf8');
	};
}

/** @returns where the last character that is complete ends. */
function wholeCharacters(bytes: Buffer): number {
	const { length } = bytes;
	for (let back = 1; back <= Math.min(3, length); back++) {
		const byte = bytes[length - back] ?? 0;
		if (byte < 0x80) return length;
		if (byte >= 0xc0) {
			const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
			return size > back ? length - back : length;
		}
	}
	return length;
}
