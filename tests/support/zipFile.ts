import { crc32, deflateRawSync } from 'node:zlib';

/** A file to put into an archive, and what the archive is to say of it that is not so. */
export interface ZipPart {
	readonly name: string;
	readonly content: string | Buffer;
	readonly stored?: boolean;
	/** The content as it is packed already. */
	readonly packed?: Buffer;
	readonly lies?: { readonly size?: number; readonly packedSize?: number; readonly crc?: number };
	/** Sizes and check sum behind the content instead of in front of it, as programs do that write into a stream. */
	readonly dataDescriptor?: boolean;
	readonly zip64?: boolean;
	/** Bits of the general purpose flag. */
	readonly flags?: number;
	readonly method?: number;
}

export interface ZipOptions {
	readonly comment?: Buffer;
	/** The records at the end in the form of ZIP64. */
	readonly zip64End?: boolean;
	readonly after?: Buffer;
	/** How many files the end of the archive says there are. */
	readonly entryCount?: number;
}

/** An archive, byte by byte, which may be one that no program would write. */
export function zipFile(parts: readonly ZipPart[], options: ZipOptions = {}): Buffer {
	const pieces: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const part of parts) {
		const { local, central } = records(part, offset);
		pieces.push(local);
		directory.push(central);
		offset += local.length;
	}
	const list = Buffer.concat(directory);
	const count = options.entryCount ?? parts.length;
	const end = Buffer.concat([...endRecords(list.length, offset, count, options), options.after ?? Buffer.alloc(0)]);
	return Buffer.concat([...pieces, list, end]);
}

function records(part: ZipPart, offset: number): { readonly local: Buffer; readonly central: Buffer } {
	const content = typeof part.content === 'string' ? Buffer.from(part.content) : part.content;
	const packed = part.packed ?? (part.stored ? content : deflateRawSync(content, { level: 6 }));
	const name = Buffer.from(part.name);
	const method = part.method ?? (part.stored ? 0 : 8);
	const flags = (part.flags ?? 0) | 0x800 | (part.dataDescriptor ? 8 : 0);
	const size = part.lies?.size ?? content.length;
	const packedSize = part.lies?.packedSize ?? packed.length;
	const crc = part.lies?.crc ?? crc32(content);
	const inFront = !part.dataDescriptor;
	const extra = part.zip64 ? zip64Extra(size, packedSize) : Buffer.alloc(0);
	const said = (value: number) => (part.zip64 ? 0xffffffff : value);

	const fields = (front: boolean) =>
		numbers([
			[2, part.zip64 ? 45 : 20],
			[2, flags],
			[2, method],
			[4, 0x58210000],
			[4, front ? crc : 0],
			[4, front ? said(packedSize) : 0],
			[4, front ? said(size) : 0],
			[2, name.length],
			[2, extra.length],
		]);
	const descriptor = numbers([
		[4, 0x08074b50],
		[4, crc],
		[4, packedSize],
		[4, size],
	]);
	const local = [numbers([[4, 0x04034b50]]), fields(inFront), name, extra, packed];
	if (part.dataDescriptor) local.push(descriptor);
	const tail = numbers([
		[2, 0],
		[2, 0],
		[2, 0],
		[4, 0],
		[4, offset],
	]);
	const start = numbers([
		[4, 0x02014b50],
		[2, 45],
	]);
	return { local: Buffer.concat(local), central: Buffer.concat([start, fields(true), tail, name, extra]) };
}

function zip64Extra(size: number, packedSize: number): Buffer {
	return numbers([
		[2, 1],
		[2, 16],
		[8, size],
		[8, packedSize],
	]);
}

function endRecords(listBytes: number, offset: number, count: number, options: ZipOptions): Buffer[] {
	const comment = options.comment ?? Buffer.alloc(0);
	const zip64 = options.zip64End === true;
	const end = numbers([
		[4, 0x06054b50],
		[2, 0],
		[2, 0],
		[2, zip64 ? 0xffff : count],
		[2, zip64 ? 0xffff : count],
		[4, zip64 ? 0xffffffff : listBytes],
		[4, zip64 ? 0xffffffff : offset],
		[2, comment.length],
	]);
	if (!zip64) return [end, comment];
	const record = numbers([
		[4, 0x06064b50],
		[8, 44],
		[2, 45],
		[2, 45],
		[4, 0],
		[4, 0],
		[8, count],
		[8, count],
		[8, listBytes],
		[8, offset],
	]);
	const locator = numbers([
		[4, 0x07064b50],
		[4, 0],
		[8, offset + listBytes],
		[4, 1],
	]);
	return [record, locator, end, comment];
}

/** Numbers of so many bytes each, the lowest byte first. */
function numbers(fields: ReadonlyArray<readonly [bytes: 2 | 4 | 8, value: number]>): Buffer {
	const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
	let place = 0;
	for (const [bytes, value] of fields) {
		if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), place);
		else buffer.writeUIntLE(value, place, bytes);
		place += bytes;
	}
	return buffer;
}
