import type { RandomBytes } from './randomBytes';

const signature = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const recordBytes = 22;
/** Where the record has the length of the comment: at its end. */
const commentLength = 20;
const zip64LocatorBytes = 20;
/** A comment of 65,535 bytes, and as much as mail programs and web servers add behind an archive. */
const searched = 1_048_576;

/**
 * The archive up to its end, without its comment. Some transports add bytes behind an archive, which yauzl refuses; and
 * it takes a comment that looks like the end for the end.
 *
 * @returns undefined when there is no end: the file is cut off, or no archive.
 */
export async function withoutComment(bytes: RandomBytes): Promise<RandomBytes | undefined> {
	const record = await endRecord(bytes);
	if (record === undefined) return undefined;
	const size = record + recordBytes;
	return {
		...bytes,
		size,
		read: async (begin, length) => {
			const piece = await bytes.read(begin, Math.max(0, Math.min(length, size - begin)));
			if (begin + piece.length <= record + commentLength) return piece;
			const own = Buffer.from(piece);
			own.fill(0, Math.max(0, record + commentLength - begin));
			return own;
		},
	};
}

async function endRecord(bytes: RandomBytes): Promise<number | undefined> {
	const begin = Math.max(0, bytes.size - searched);
	const tail = await bytes.read(begin, bytes.size - begin);
	for (let place = tail.lastIndexOf(signature); place !== -1; place = tail.lastIndexOf(signature, place - 1)) {
		if (place + recordBytes <= tail.length) {
			const end = begin + place + recordBytes + tail.readUInt16LE(place + commentLength);
			if (end <= bytes.size && followsDirectory(tail, place, begin)) return begin + place;
		}
		if (place === 0) break;
	}
	return undefined;
}

/** Tells the record from its signature in a comment: it says where the list before it begins, and how long it is. */
function followsDirectory(tail: Buffer, place: number, begin: number): boolean {
	const size = tail.readUInt32LE(place + 12);
	const offset = tail.readUInt32LE(place + 16);
	if (size === 0xffffffff || offset === 0xffffffff || tail.readUInt16LE(place + 10) === 0xffff) return true;
	const before = begin + place;
	if (offset + size === before) return true;
	// Programs that write ZIP64 records also for small archives.
	return place >= zip64LocatorBytes && tail.readUInt32LE(place - zip64LocatorBytes) === 0x07064b50;
}
