import type { Merge, Moved, Transaction } from '../db';

/** Gives what the billing policy says of a customer who is merged to the other one, unless it has a policy of its own. */
export async function movePolicy(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	const dropped = await transaction.run(
		`delete from msp.billing_policy where customer_id = $1
			and exists (select from msp.billing_policy i where i.customer_id = $2)`,
		ids,
	);
	return {
		rows: {
			billing_policy: await transaction.run(
				'update msp.billing_policy set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
		clashes: dropped > 0 ? ['Both have a billing policy of their own: that of the customer who stays holds.'] : [],
	};
}
