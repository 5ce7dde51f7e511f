import type { Merge, Moved, Transaction } from '../db';

/** Gives the charges of a customer who is merged to the other one. */
export async function moveAttempts(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			charge_attempt: await transaction.run(
				'update msp.charge_attempt set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
	};
}
