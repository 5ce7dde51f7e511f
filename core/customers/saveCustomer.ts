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
import { changeWithMerged, findRowByCode } from './merged';

type Office = Pick<BackOffice, 'store'>;

/** @throws InputError when the code is taken, or the database does not know the time zone. */
export async function createCustomer({ store }: Office, customer: NewCustomer): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await checkTimeZone(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) return withAudit(transaction, made, 'customer.create', customer);
		await refuseMerged(transaction, customer.customerCode);
		throw new InputError(
			'customerCode',
			`'${customer.customerCode}' is taken`,
			'Choose another code, or use Create or Update.',
			'conflict',
		);
	});
}

/**
 * Changes what the input holds; of a branding, the parts that it holds. The code of a customer who was merged leads to the
 * one into whom it was.
 *
 * @throws InputError when there is no such customer, or the database does not know the time zone.
 */
export async function updateCustomer(
	{ store }: Office,
	customerCode: string,
	change: CustomerChange,
): Promise<Customer> {
	return await store.asStaff(async (transaction) => {
		await checkTimeZone(transaction, change);
		return await update(transaction, customerCode, change);
	});
}

export interface SavedCustomer extends Customer {
	/** False when the customer was there before. */
	readonly created: boolean;
}

/**
 * Adds a customer, or changes the one that has the code. A repeat changes nothing.
 *
 * @throws InputError when the customer of the code was merged into another one, or the database does not know the time zone.
 */
export async function saveCustomer({ store }: Office, customer: NewCustomer): Promise<SavedCustomer> {
	return await store.asStaff(async (transaction) => {
		await checkTimeZone(transaction, customer);
		const made = await insertCustomer(transaction, customer);
		if (made) return { ...withAudit(transaction, made, 'customer.create', customer), created: true };
		await refuseMerged(transaction, customer.customerCode);
		return { ...(await update(transaction, customer.customerCode, customer)), created: false };
	});
}

/** What the whole of a customer is to be is said of the one who stays, and not of one who was merged into it. */
async function refuseMerged(transaction: Transaction, customerCode: string): Promise<void> {
	const row = await findRowByCode(transaction, customerCode);
	if (!row || row.mergedIntoCode === null) return;
	throw new InputError(
		'customerCode',
		`'${customerCode}' is of a customer who was merged into '${row.mergedIntoCode}'`,
		`Give the code ${row.mergedIntoCode}, or another one for a new customer.`,
		'conflict',
	);
}

/**
 * The customer who has a code, or into whom the one who had it was merged.
 *
 * @throws InputError when there is no such customer.
 */
export async function getCustomer(transaction: Transaction, customerCode: string): Promise<Customer> {
	const customer = await findCustomerByCode(transaction, customerCode);
	if (customer) return customer;
	throw new InputError(
		'customerCode',
		`is unknown: no customer has the code ${customerCode}`,
		'Take it from MSP Customers → Customer: List.',
		'not_found',
	);
}

/** Links a customer to the client of Invoice Ninja that it is, in the caller's transaction. */
export async function linkToClient(
	transaction: Transaction,
	{ customerId, customerCode }: Pick<Customer, 'customerId' | 'customerCode'>,
	invoiceNinjaClientId: string,
): Promise<Customer> {
	const changed = await changeCustomer(transaction, customerId, { invoiceNinjaClientId });
	if (!changed) throw new RangeError(`the customer ${customerCode} went away`);
	return withAudit(transaction, changed, 'customer.link', { invoiceNinjaClientId });
}

/** Adds the customer that a buyer is, in the caller's transaction; undefined when the code is taken. */
export async function addCustomer(transaction: Transaction, customer: NewCustomer): Promise<Customer | undefined> {
	const made = await insertCustomer(transaction, customer);
	return made && withAudit(transaction, made, 'customer.create', customer);
}

/** Keeps with a customer the ID that it has at a payment provider, in the caller's transaction. */
export async function linkToProvider(
	transaction: Transaction,
	{ customerId, customerCode }: Pick<Customer, 'customerId' | 'customerCode'>,
	provider: 'stripe' | 'paypal',
	providerCustomer: string,
): Promise<Customer> {
	const link = provider === 'stripe' ? { stripeCustomerId: providerCustomer } : { paypalPayerId: providerCustomer };
	const changed = await changeCustomer(transaction, customerId, link);
	if (!changed) throw new RangeError(`the customer ${customerCode} went away`);
	return withAudit(transaction, changed, 'customer.link', link);
}

/** The database counts days in the customer's time zone, and lacks some time zones that Node knows. */
async function checkTimeZone(transaction: Transaction, { timeZone }: CustomerChange): Promise<void> {
	if (timeZone === undefined || (await knowsTimeZone(transaction, timeZone))) return;
	throw new InputError('timeZone', `is not known to PostgreSQL: ${timeZone}`, 'Choose one such as Europe/Brussels.');
}

async function update(transaction: Transaction, customerCode: string, change: CustomerChange): Promise<Customer> {
	const known = await getCustomer(transaction, customerCode);
	// Two servers of Invoice Ninja may give out the same IDs: in another company the client is somebody else.
	const moves = change.companyCode !== undefined && change.companyCode !== known.companyCode;
	const held = moves ? { invoiceNinjaClientId: null, ...change } : change;
	const changed = await changeWithMerged(transaction, known, held);
	if (!changed) throw new RangeError(`the customer ${customerCode} went away`);
	return withAudit(transaction, changed, 'customer.update', held);
}

/** Writes the audit entry and returns the customer. The entry names the fields of the input, and holds no personal data. */
function withAudit(transaction: Transaction, customer: Customer, action: string, input: CustomerChange): Customer {
	const fields = Object.entries<unknown>({ ...input }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
	const { customerId } = customer;
	const entry = { action, subject: customerId, outcome: 'done', detail: { fields }, correlationId: '' } as const;
	transaction.audit({ customerId, ...entry });
	return customer;
}
