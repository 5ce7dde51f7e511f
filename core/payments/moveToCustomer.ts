import type { Merge, Moved, Transaction } from '../db';

/** Gives the money of a customer who is merged to the other one. */
export async function movePayments(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			payment: await transaction.run('update msp.payment set customer_id = $2 where customer_id = $1', ids),
			payment_event: await transaction.run('update msp.payment_event set customer_id = $2 where customer_id = $1', ids),
		},
	};
}
