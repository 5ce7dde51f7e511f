import { z } from 'zod';
import type { Store, Transaction } from '../db';
import { openTally } from '../kernel/tally';

const refusalCount = z.object({
	/** YYYY-MM-DD. */
	day: z.string(),
	route: z.string(),
	code: z.string(),
	count: z.number(),
	lastAt: z.date(),
});
export type RefusalCount = Readonly<z.infer<typeof refusalCount>>;

const count = openTally();

/**
 * Counts a refused call; nobody waits for it, and a flood of wrong calls takes one connection.
 *
 * @param database tells the databases of one process apart, such as by the ID of their credential.
 * @param failed gets the error when the count cannot be written; it is lost then.
 */
export function countRefusal(
	{ store, database }: { readonly store: Store; readonly database: string },
	route: string,
	code: string,
	failed: (error: unknown) => void,
): void {
	const write = async (times: number) =>
		await store.asStaff(async (transaction) => await addRefusals(transaction, route, code, times));
	count([database, route, code], write, failed);
}

async function addRefusals(transaction: Transaction, route: string, code: string, count: number): Promise<void> {
	await transaction.run(
		`insert into msp.api_refusal (route, code, count) values ($1, $2, $3)
		on conflict (day, route, code) do update set count = api_refusal.count + excluded.count, last_at = now()`,
		[route, code, count],
	);
}

/** The refused calls of the last `days` days, today included; the newest day first. */
export async function listRefusals(transaction: Transaction, days: number): Promise<RefusalCount[]> {
	return await transaction.rows(
		refusalCount,
		`select day, route, code, count, last_at from msp.api_refusal
		where day > current_date - $1::integer order by day desc, route, code`,
		[days],
	);
}
