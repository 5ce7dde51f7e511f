import { createHash } from 'node:crypto';
import { words } from '../headers/normalise';

/**
 * The same for every file of a layout: a hash of its headers and their places. Case, accents and punctuation do not count,
 * and neither do columns without a header.
 */
export function sheetLayoutHash(headers: ReadonlyArray<{ readonly column: number; readonly header: string }>): string {
	const named = headers.map(({ column, header }) => [column, words(header)] as const).filter(([, name]) => name !== '');
	const text = named.length > 0 ? JSON.stringify(named) : JSON.stringify(headers.length);
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
