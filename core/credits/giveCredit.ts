import { z } from 'zod';
import { ofCustomerCode, type BackOffice, type Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import { addCredit, creditOf, type Credit } from './credits';

export interface CreditOrder {
	readonly customerCode: string;
	/** A decimal. Negative takes credit back. */
	readonly amount: string;
	readonly currency: string;
	readonly reason: string;
	/** A repeat with the same reference is the same credit. */
	readonly reference: string;
}

/** What a customer has after a credit was given. */
export interface GivenCredit extends Pick<Credit, 'customerCode' | 'currency' | 'amountMinor' | 'reference'> {
	readonly balanceMinor: number;
	/** False for a repeat. */
	readonly changed: boolean;
}

const identity = z.object({ customerId: z.uuid() });

/**
 * Gives a customer credit, or takes it back; once for a reference.
 *
 * @throws InputError when there is no such customer, the amount is none or leaves less than nothing, or the reference is of
 *   another credit.
 */
export async function giveCredit({ store }: Pick<BackOffice, 'store'>, order: CreditOrder): Promise<GivenCredit> {
	const { customerCode, currency, reason, reference } = order;
	const { amountMinor } = parseDecimal(order.amount, currency);
	if (amountMinor === 0) throw new InputError('amount', 'is 0', 'Give an amount above or below zero.');
	return await store.asStaff(async (transaction) => {
		const customerId = await idOf(transaction, customerCode);
		const made = await addCredit(transaction, { customerId, currency, amountMinor, reason, reference });
		const balanceMinor = await creditOf(transaction, { customerId, currency });
		return { customerCode, currency, amountMinor, reference, balanceMinor, changed: made !== undefined };
	});
}

async function idOf(transaction: Transaction, customerCode: string): Promise<string> {
	const found = await transaction.row(
		identity,
		`select c.id as customer_id from msp.customer c where ${ofCustomerCode('$1')}`,
		[customerCode],
	);
	if (found) return found.customerId;
	throw new InputError(
		'customerCode',
		`is unknown: no customer has the code ${customerCode}`,
		'Take it from MSP Customers → Customer: List.',
		'not_found',
	);
}
