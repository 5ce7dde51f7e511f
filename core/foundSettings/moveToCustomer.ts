import { z } from 'zod';
import type { Merge, Moved, Transaction } from '../db';

const droppedRow = z.object({ system: z.string(), kind: z.string() });

/**
 * Gives what other systems do by themselves for a customer who is merged to the other one, unless something was found of that
 * one. The next check finds what holds for both.
 */
export async function moveFound(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	const dropped = await transaction.rows(
		droppedRow,
		`delete from msp.found_setting f where f.customer_id = $1 and exists (select from msp.found_setting i
			where i.customer_id = $2 and i.system = f.system and i.kind = f.kind)
		returning f.system, f.kind`,
		ids,
	);
	return {
		rows: {
			found_setting: await transaction.run('update msp.found_setting set customer_id = $2 where customer_id = $1', ids),
		},
		clashes: dropped.map(
			({ system, kind }) =>
				`Something was found of both for ${system}, ${kind}: that of the customer who stays holds until the next check.`,
		),
	};
}
