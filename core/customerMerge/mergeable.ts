import { findRowByCode, type Mergeable } from '../customers';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';

/** The codes of the customer who is merged, and of the one who stays. */
export interface MergeOrder {
	readonly customerCode: string;
	readonly intoCode: string;
}

export interface Pair {
	readonly from: Mergeable;
	readonly into: Mergeable;
	/** True when this merge was made before. */
	readonly isDone: boolean;
}

/** @throws InputError when one is not there, or the two cannot be merged. */
export async function findPair(transaction: Transaction, { customerCode, intoCode }: MergeOrder): Promise<Pair> {
	const from = (await findRowByCode(transaction, customerCode)) ?? unknown('customer', customerCode);
	const into = (await findRowByCode(transaction, intoCode)) ?? unknown('into', intoCode);
	return pairOf(from, into);
}

/** @throws InputError when the two cannot be merged. */
export function pairOf(from: Mergeable, into: Mergeable): Pair {
	if (from.customerId === into.customerId) {
		throw new InputError('into', 'is the same customer', 'Give the code of the customer who stays.');
	}
	if (into.mergedIntoCode !== null) {
		throw new InputError(
			'into',
			`'${into.customerCode}' was merged into '${into.mergedIntoCode}'`,
			into.mergedInto === from.customerId
				? 'They are one customer already.'
				: `Merge into ${into.mergedIntoCode} instead.`,
			'conflict',
		);
	}
	if (from.mergedInto === into.customerId) return { from, into, isDone: true };
	if (from.mergedIntoCode !== null) {
		throw new InputError(
			'customer',
			`'${from.customerCode}' was merged into '${from.mergedIntoCode}'`,
			`Merge ${from.mergedIntoCode} instead.`,
			'conflict',
		);
	}
	if (from.companyCode !== into.companyCode) {
		throw new InputError(
			'into',
			`'${into.customerCode}' is a customer of ${into.companyCode}, and '${from.customerCode}' of ${from.companyCode}`,
			'Merge customers of one company only: each company has its own invoices and its own Invoice Ninja.',
			'conflict',
		);
	}
	return { from, into, isDone: false };
}

function unknown(field: 'customer' | 'into', code: string): never {
	throw new InputError(
		field,
		`is unknown: no customer has the code ${code}`,
		'Take it from MSP Customers → Customer: List.',
		'not_found',
	);
}
