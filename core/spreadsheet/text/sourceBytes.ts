import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { InputError } from '../../kernel/errors';
import type { WorkbookSource } from '../workbook';

const pieceBytes = 65_536;

/** @throws InputError when there is no such file. */
export async function sizeOf(source: WorkbookSource): Promise<number> {
	if ('bytes' in source) return source.bytes.length;
	const found = await stat(source.path).catch(unreadable);
	if (!found.isFile()) throw new InputError('file', 'is no file', 'Name a file.');
	return found.size;
}

/** The first bytes, at most as many as are asked for. */
export async function headOf(source: WorkbookSource, bytes: number): Promise<Buffer> {
	if ('bytes' in source) return source.bytes.subarray(0, bytes);
	const file = await open(source.path).catch(unreadable);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

/** The file from its beginning, some ten thousand bytes at a time; gives way to other work between two of them. */
export async function* piecesOf(source: WorkbookSource): AsyncGenerator<Buffer, void, undefined> {
	if ('path' in source) {
		for await (const piece of createReadStream(source.path, { highWaterMark: pieceBytes })) {
			if (Buffer.isBuffer(piece)) yield piece;
		}
		return;
	}
	for (let at = 0; at < source.bytes.length; at += pieceBytes) {
		yield source.bytes.subarray(at, at + pieceBytes);
		await setImmediate();
	}
}

function unreadable(cause: unknown): never {
	throw new InputError('file', 'cannot be opened', 'See whether it is there and may be read.', 'invalid', { cause });
}
