import type { Merge, Moved, Transaction } from '../db';

/** Gives the mails of a customer who is merged to the other one. */
export async function moveMessages(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			message_log: await transaction.run('update msp.message_log set customer_id = $2 where customer_id = $1', ids),
		},
	};
}
