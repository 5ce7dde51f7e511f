import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { beyondLimit, type SpreadsheetLimits } from '../limits';
import { damaged } from '../refusal';
import { errorCode } from './errorCode';
import { isBomb } from './ratio';
import type { RandomBytes } from './randomBytes';

const pieceBytes = 65_536;
const stored = 0;
const deflated = 8;

/** The bytes of a file in an archive, unpacked and checked. */
export async function* entryBytes(
	bytes: RandomBytes,
	zip: ZipFile,
	entry: Entry,
	limits: SpreadsheetLimits,
): AsyncGenerator<Buffer> {
	const name = entry.fileName.slice(0, 100);
	if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
		throw damaged(`${name} is packed in a way that spreadsheet programs do not use`);
	}
	const begin = await contentBegin(zip, entry);
	const packed = packedBytes(bytes, begin, entry.compressedSize, name);
	let size = 0;
	let checkSum = 0;
	for await (const piece of entry.compressionMethod === stored ? packed : inflated(packed, name)) {
		size += piece.length;
		if (size > entry.uncompressedSize) throw damaged(`${name} is larger than its archive says`);
		if (isBomb(size, entry.compressedSize, limits)) throw beyondLimit('ratio', limits, name);
		checkSum = crc32(piece, checkSum);
		yield piece;
	}
	if (size !== entry.uncompressedSize) throw damaged(`${name} is smaller than its archive says`);
	if (checkSum !== entry.crc32) throw damaged(`the check sum of ${name} is wrong`);
}

/** The header in front of the file says how long it is itself. The list at the end of the archive does not. */
async function contentBegin(zip: ZipFile, entry: Entry): Promise<number> {
	try {
		return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
	} catch (error) {
		throw damaged(`${entry.fileName.slice(0, 100)} is not where its archive says`, error);
	}
}

async function* packedBytes(bytes: RandomBytes, begin: number, size: number, name: string): AsyncGenerator<Buffer> {
	for (let place = 0; place < size; place += pieceBytes) {
		const length = Math.min(pieceBytes, size - place);
		const piece = await bytes.read(begin + place, length);
		if (piece.length < length) throw damaged(`${name} ends too early`);
		yield piece;
	}
}

async function* inflated(packed: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
	const source = Readable.from(packed, { highWaterMark: 1 });
	const inflate = createInflateRaw({ chunkSize: pieceBytes });
	source.once('error', (error) => inflate.destroy(error));
	source.pipe(inflate);
	try {
		// The pieces are Buffers: the stream has no encoding.
		for await (const piece of inflate as AsyncIterable<Buffer>) yield piece;
	} catch (error) {
		if (!errorCode(error).startsWith('Z_')) throw error;
		throw damaged(`${name} cannot be unpacked`, error);
	} finally {
		source.destroy();
		inflate.destroy();
	}
}
