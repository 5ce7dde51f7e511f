import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { addAudit } from '../db/auditLog';
import {
	changeCustomer,
	findCustomerByCode,
	insertCustomer,
	knowsTimeZone,
	type Customer,
	type CustomerChange,
	type NewCustomer,
} from './customers';

type Office = Pick<BackOffice, 'store' | 'actor'>;

/** @throws InputError where the code is taken, or the database does not know the time zone. */
export async function createCustomer({ store, actor }: Office, customer: NewCustomer): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) return await audited(transaction, made, actor, 'customer.create', customer);
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
	{ store, actor }: Office,
	customerCode: string,
	change: CustomerChange,
): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, change);
		return await update(transaction, customerCode, change, actor);
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
export async function saveCustomer({ store, actor }: Office, customer: NewCustomer): Promise<SavedCustomer> {
	return await store.asStaff(async (transaction) => {
		await mustKnow(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) {
			return { ...(await audited(transaction, made, actor, 'customer.create', customer)), created: true };
		}
		return { ...(await update(transaction, customer.customerCode, customer, actor)), created: false };
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

async function update(
	transaction: Transaction,
	customerCode: string,
	change: CustomerChange,
	actor: string,
): Promise<Customer> {
	const known = await getCustomer(transaction, customerCode);
	const branding = change.branding && { ...known.branding, ...change.branding };
	const changed = await changeCustomer(transaction, known.customerId, { ...change, branding });
	if (!changed) throw new RangeError(`the customer ${customerCode} went away`);
	return await audited(transaction, changed, actor, 'customer.update', change);
}

/** The log names what was given, and holds no personal data. */
async function audited(
	transaction: Transaction,
	customer: Customer,
	actor: string,
	action: string,
	given: CustomerChange,
): Promise<Customer> {
	const fields = Object.entries<unknown>({ ...given }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
	const { customerId } = customer;
	await addAudit(transaction, {
		customerId,
		actor,
		action,
		subject: customerId,
		outcome: 'done',
		detail: { fields },
		correlationId: '',
	});
	return customer;
}
