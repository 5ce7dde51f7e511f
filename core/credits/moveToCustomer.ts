import { z } from 'zod';
import type { Merge, Moved, Transaction } from '../db';

const renamed = z.object({ reference: z.string() });

/**
 * Gives what a customer who is merged has to its credit to the other one: in each currency it adds up. A reference that both
 * have gets the ID of its credit behind it. The caller has locked the credit of both.
 */
export async function moveCredits(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	const clashing = await transaction.rows(
		renamed,
		`with taken as (select f.id, f.reference from msp.customer_credit f join msp.customer_credit i
			on i.customer_id = $2 and i.reference = f.reference where f.customer_id = $1)
		update msp.customer_credit r set reference = left(t.reference, 155) || ':merged:' || r.id
		from taken t where r.id = t.id returning t.reference`,
		ids,
	);
	return {
		rows: {
			customer_credit: await transaction.run(
				'update msp.customer_credit set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
		clashes: clashing.map(({ reference }) => `Both have a credit with the reference ${reference}: both stay.`),
	};
}
