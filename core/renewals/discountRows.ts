import type { Transaction } from '../db';
import type { Discount } from './terms';

export interface NewDiscount extends Omit<Discount, 'discountId'> {
	readonly serviceId: string;
	readonly customerId: string;
}

/** Adds a discount; false when the service has one of the code. */
export async function insertDiscount(transaction: Transaction, discount: NewDiscount): Promise<boolean> {
	const { customerId, serviceId, code, kind, percentHundredths, amountMinor, startsOn, endsOn } = discount;
	const made = await transaction.run(
		`insert into msp.service_discount (customer_id, service_id, code, kind, percent_hundredths, amount_minor, starts_on,
			ends_on, actor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (service_id, code) do nothing`,
		[customerId, serviceId, code, kind, percentHundredths, amountMinor, startsOn, endsOn, transaction.actor],
	);
	return made > 0;
}

/** Ends a discount on a day; one that has not begun by then is removed. False when the service has none of the code. */
export async function endDiscount(
	transaction: Transaction,
	{ serviceId, code, endsOn }: { readonly serviceId: string; readonly code: string; readonly endsOn: string },
): Promise<boolean> {
	const key = [serviceId, code, endsOn];
	const removed = await transaction.run(
		'delete from msp.service_discount where service_id = $1 and code = $2 and starts_on >= $3',
		key,
	);
	if (removed > 0) return true;
	const ended = await transaction.run(
		`update msp.service_discount set ends_on = least(ends_on, $3::date) where service_id = $1 and code = $2`,
		key,
	);
	return ended > 0;
}
