import type { Merge, Moved, Transaction } from '../db';

/** Gives the findings on a customer who is merged to the other one. */
export async function moveFindings(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			drift_finding: await transaction.run('update msp.drift_finding set customer_id = $2 where customer_id = $1', ids),
		},
	};
}
