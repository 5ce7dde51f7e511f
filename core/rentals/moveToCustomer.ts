import type { Merge, Moved, Transaction } from '../db';

/** Gives the bookings of a customer who is merged to the other one. */
export async function moveBookings(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const ids = [from, into];
	return {
		rows: {
			rental_booking: await transaction.run(
				'update msp.rental_booking set customer_id = $2 where customer_id = $1',
				ids,
			),
			rental_night: await transaction.run('update msp.rental_night set customer_id = $2 where customer_id = $1', ids),
			rental_refund: await transaction.run('update msp.rental_refund set customer_id = $2 where customer_id = $1', ids),
			rental_refund_part: await transaction.run(
				'update msp.rental_refund_part set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
	};
}
