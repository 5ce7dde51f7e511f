import type { Transaction } from '../db';
import type { OneOff } from './terms';

export interface NewCharge extends Omit<OneOff, 'chargeId'> {
	readonly serviceId: string;
	readonly customerId: string;
	readonly currency: string;
	/** What makes a repeat the same charge. */
	readonly reference: string;
}

/** Adds a charge; false when the service has one of the reference. */
export async function insertCharge(transaction: Transaction, charge: NewCharge): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.service_charge (customer_id, service_id, kind, description, amount_minor, currency, due_on,
			period_from, period_to, reference, actor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (service_id, reference) do nothing`,
		[
			...[charge.customerId, charge.serviceId, charge.kind, charge.description, charge.amountMinor, charge.currency],
			...[charge.dueOn, charge.periodFrom, charge.periodTo, charge.reference, transaction.actor],
		],
	);
	return made > 0;
}

/** Notes the invoice that charges are on. The caller has locked the terms of their services. */
export async function placeCharges(
	transaction: Transaction,
	invoiceId: string,
	chargeIds: readonly string[],
): Promise<void> {
	if (chargeIds.length === 0) return;
	await transaction.run('update msp.service_charge set invoice_id = $1 where id = any($2) and invoice_id is null', [
		invoiceId,
		chargeIds,
	]);
}

/** Takes away what is asked for the rest of a cut period, as long as it is on no invoice. */
export async function dropRests(transaction: Transaction, serviceId: string): Promise<void> {
	await transaction.run(
		`delete from msp.service_charge where service_id = $1 and invoice_id is null and reference like 'rest:%'`,
		[serviceId],
	);
}
