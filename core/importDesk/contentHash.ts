import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { WorkbookSource } from '../spreadsheet';

/** The SHA-256 of a file in hexadecimal digits, and how long it is. */
export async function contentOf(
	source: WorkbookSource,
): Promise<{ readonly contentHash: string; readonly fileBytes: number }> {
	const hash = createHash('sha256');
	if ('bytes' in source) {
		return { contentHash: hash.update(source.bytes).digest('hex'), fileBytes: source.bytes.length };
	}
	for await (const piece of createReadStream(source.path, { highWaterMark: 1_048_576 })) hash.update(piece as Buffer);
	return { contentHash: hash.digest('hex'), fileBytes: (await stat(source.path)).size };
}
