import type { Merge, Moved, Transaction } from '../db';

/** Gives the services of a customer who is merged to the other one. */
export async function moveServices(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			service: await transaction.run('update msp.service set customer_id = $2 where customer_id = $1', ids),
		},
	};
}
