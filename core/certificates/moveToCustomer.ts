import type { Merge, Moved, Transaction } from '../db';

/** Gives the watched certificates of a customer who is merged to the other one. */
export async function moveCertificates(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			certificate: await transaction.run('update msp.certificate set customer_id = $2 where customer_id = $1', ids),
		},
	};
}
