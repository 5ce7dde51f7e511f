import { z } from 'zod';
import type { Transaction } from '../db';
import type { EntryKey } from './entries';

type Reading = Omit<EntryKey, 'id'>;

/** How far a reader has read; undefined when it never has. */
export async function findCursor(
	transaction: Transaction,
	{ reader, companyCode, entity }: Reading,
): Promise<Date | undefined> {
	const row = await transaction.row(
		z.object({ seenUntil: z.date() }),
		`select seen_until from msp.feed_cursor where reader = $1 and company_code = $2 and entity = $3`,
		[reader, companyCode, entity],
	);
	return row?.seenUntil;
}

/** Moves a reader on; it never goes back. */
export async function moveCursor(
	transaction: Transaction,
	{ reader, companyCode, entity }: Reading,
	seenUntil: Date,
): Promise<void> {
	await transaction.run(
		`insert into msp.feed_cursor as c (reader, company_code, entity, seen_until) values ($1, $2, $3, $4)
		on conflict (reader, company_code, entity) do update set
			seen_until = greatest(c.seen_until, excluded.seen_until), moved_at = now()`,
		[reader, companyCode, entity, seenUntil],
	);
}
