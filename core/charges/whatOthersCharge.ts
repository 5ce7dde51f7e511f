import type { Transaction } from '../db';
import { foundOn, systemNames } from '../foundSettings';

/** Which other system charges the invoices of customers by itself, in words, by the customer's ID. */
export async function whatOthersCharge(
	transaction: Transaction,
	customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const found = await foundOn(transaction, customerIds);
	const charging = [...found].filter(([, on]) => on.has('charges'));
	return new Map(charging.map(([customerId]) => [customerId, systemNames.invoice_ninja]));
}
