import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import {
	changeCustomer,
	findCustomerByCode,
	insertCustomer,
	knowsTimeZone,
	type Customer,
	type CustomerChange,
	type NewCustomer,
} from './customers';

type Office = Pick<BackOffice, 'store'>;

/** @throws InputError where the code is taken, or the database does not know the time zone. */
export async function createCustomer({ store }: Office, customer: NewCustomer): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) return await audited(transaction, made, 'customer.create', customer);
		throw new InputError(
			'customerCode',
			`'${customer.customerCode}' is taken`,
			'Choose another code, or use Create or Update.',
		);
	});
}

/**
 * Changes what is given; a branding is changed in the parts that are given.
 *
 * @throws InputError where there is no such customer, or the database does not know the time zone.
 */
export async function updateCustomer(
	{ store }: Office,
	customerCode: string,
	change: CustomerChange,
): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, change);
		return await update(transaction, customerCode, change);
	});
}

export interface SavedCustomer extends Customer {
	/** False where the customer was there before. */
	readonly created: boolean;
}

/**
 * Makes a customer, or changes the one that has the code: doing it again changes nothing.
 *
 * @throws InputError where the database does not know the time zone.
 */
export async function saveCustomer({ store }: Office, customer: NewCustomer): Promise<SavedCustomer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) {
			return { ...(await audited(transaction, made, 'customer.create', customer)), created: true };
		}
		return { ...(await update(transaction, customer.customerCode, customer)), created: false };
	});
}

/** @throws InputError where there is no such customer. */
export async function getCustomer(transaction: Transaction, customerCode: string): Promise<Customer> {
	const customer = await findCustomerByCode(transaction, customerCode);
	if (customer) return customer;
	throw new InputError(
		'customerCode',
		`is unknown: no customer has the code ${customerCode}`,
		'Take it from MSP Customers → Customer: List.',
	);
}

/** Days are counted in the customer's time zone by the database, which lacks some that Node knows. */
async function mustKnow(transaction: Transaction, { timeZone }: CustomerChange): Promise<void> {
	if (timeZone === undefined || (await knowsTimeZone(transaction, timeZone))) return;
	throw new InputError('timeZone', `is not known to PostgreSQL: ${timeZone}`, 'Choose one such as Europe/Brussels.');
}

async function update(transaction: Transaction, customerCode: string, change: CustomerChange): Promise<Customer> {
	const known = await getCustomer(transaction, customerCode);
	const branding = change.branding && { ...known.branding, ...change.branding };
	const changed = await changeCustomer(transaction, known.customerId, { ...change, branding });
	if (!changed) throw new RangeError(`the customer ${customerCode} went away`);
	return await audited(transaction, changed, 'customer.update', change);
}

/** The log names what was given, and holds no personal data. */
async function audited(
	transaction: Transaction,
	customer: Customer,
	action: string,
	given: CustomerChange,
): Promise<Customer> {
	const fields = Object.entries<unknown>({ ...given }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
	const { customerId } = customer;
	transaction.audit({
		customerId,
		action,
		subject: customerId,
		outcome: 'done',
		detail: { fields },
		correlationId: '',
	});
	return customer;
}
