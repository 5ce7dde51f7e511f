import { open, type FileHandle } from 'node:fs/promises';
import { InputError } from '../../kernel/errors';
import type { WorkbookSource } from '../workbook';
import { errorCode } from './errorCode';

/** The bytes of a file, of which any piece can be read at any time. */
export interface RandomBytes {
	readonly size: number;
	/** @returns fewer bytes than asked for at the end of the file. */
	read(begin: number, length: number): Promise<Buffer>;
	close(): Promise<void>;
}

export async function openBytes(source: WorkbookSource): Promise<RandomBytes> {
	return 'bytes' in source ? ofMemory(source.bytes) : await ofFile(source.path);
}

function ofMemory(bytes: Buffer): RandomBytes {
	return {
		size: bytes.length,
		read: async (begin, length) => bytes.subarray(begin, begin + length),
		close: async () => {},
	};
}

async function ofFile(path: string): Promise<RandomBytes> {
	const file = await openFile(path);
	const found = await file.stat();
	if (!found.isFile()) {
		await file.close();
		throw new InputError('file', 'is a folder or a device', 'Give the path of a workbook.');
	}
	let open = true;
	return {
		size: found.size,
		read: async (begin, length) => {
			const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, found.size - begin)));
			let filled = 0;
			while (filled < buffer.length) {
				const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, begin + filled);
				if (bytesRead === 0) break;
				filled += bytesRead;
			}
			return buffer.subarray(0, filled);
		},
		close: async () => {
			if (open) await file.close();
			open = false;
		},
	};
}

async function openFile(path: string): Promise<FileHandle> {
	try {
		return await open(path, 'r');
	} catch (error) {
		const code = errorCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			throw new InputError('file', 'does not exist', 'Check its path.', 'not_found', { cause: error });
		}
		if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR') {
			throw new InputError('file', 'cannot be opened', 'Let n8n read it.', 'invalid', { cause: error });
		}
		throw error;
	}
}
