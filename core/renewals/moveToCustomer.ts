import type { Merge, Moved, Transaction } from '../db';

/** Gives the terms of a customer who is merged to the other one, with discounts and charges. */
export async function moveTerms(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			service_terms: await transaction.run('update msp.service_terms set customer_id = $2 where customer_id = $1', ids),
			service_discount: await transaction.run(
				'update msp.service_discount set customer_id = $2 where customer_id = $1',
				ids,
			),
			service_charge: await transaction.run(
				'update msp.service_charge set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
	};
}
