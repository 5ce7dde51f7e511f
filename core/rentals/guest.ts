import { createHash } from 'node:crypto';
import { addCustomer, findCustomerByCode, findCustomersByEmail, type Customer } from '../customers';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { comparableAddress } from '../kernel/mailAddress';
import type { Language } from '../kernel/languages';
import type { RentalUnit } from './units';

/** Who books. */
export interface Guest {
	readonly name: string;
	readonly email: string;
	readonly language: Language;
}

/**
 * The customer that a guest is: the one of the unit's company who has the address, or a new one. A customer of another
 * company with the same address is somebody else.
 *
 * @throws InputError when several customers of the company have the address.
 */
export async function guestOf(
	transaction: Transaction,
	unit: Pick<RentalUnit, 'companyCode' | 'currency' | 'timeZone'>,
	{ name, email, language }: Guest,
): Promise<Customer> {
	const { companyCode, currency, timeZone } = unit;
	const all = await findCustomersByEmail(transaction, email);
	const [known, ...others] = all.filter((customer) => customer.companyCode === companyCode);
	if (known && others.length === 0) return known;
	if (known) {
		throw new InputError(
			'email',
			`is the address of several customers of ${companyCode}: ${[known, ...others].map(({ customerCode }) => customerCode).join(', ')}`,
			'Say which of them it is, or give the others an address of their own.',
			'conflict',
		);
	}
	const customerCode = codeOf(companyCode, email);
	const made =
		(await addCustomer(transaction, { customerCode, name, email, language, currency, timeZone, companyCode })) ??
		(await findCustomerByCode(transaction, customerCode));
	if (!made) throw new RangeError(`the customer ${customerCode} went away`);
	return made;
}

/** From the company and the address, so that two bookings at the same time make one customer. */
function codeOf(companyCode: string, email: string): string {
	const hash = createHash('sha256')
		.update(`${companyCode} ${comparableAddress(email)}`)
		.digest('hex');
	return `guest-${hash.slice(0, 16)}`;
}
