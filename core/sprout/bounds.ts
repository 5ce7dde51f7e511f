import { InputError } from '../kernel/errors';

/** What one reading takes at the most, so that a wrong file cannot take the memory of n8n. */
export const bounds = {
	/** All files of one reading. A dump of four tables of a large site has some 100 MB. */
	bytes: 200_000_000,
	clients: 50_000,
	invoices: 100_000,
	payments: 200_000,
	/** Rows of a dump's tables or of a CSV, of any kind. */
	rows: 3_000_000,
	lines: 10_000,
	/** A text of a client, an invoice or a line. */
	text: 20_000,
	/** A serialised PHP value. */
	serialised: 5_000_000,
	depth: 16,
} as const;

/** @throws InputError when there is more of something than one reading takes. */
export function within(count: number, most: number, field: string, what: string): void {
	if (count <= most) return;
	throw new InputError(
		field,
		`holds more than ${most} ${what}`,
		'Export only the posts of Sprout Invoices, or move in several parts.',
	);
}
