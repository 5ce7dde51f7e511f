import { z } from 'zod';
import { assignments, type ColumnKind, json, search, type Transaction } from '../db';
import { languages } from '../kernel/languages';
import { comparableAddress } from '../kernel/mailAddress';
import { postalAddress } from '../kernel/postalAddress';

/** How mails and reports to the customer look. */
export const branding = z.object({
	brandName: z.string().optional(),
	logoUrl: z.string().optional(),
	primaryColor: z.string().optional(),
	supportEmail: z.string().optional(),
	website: z.string().optional(),
});
export type Branding = Readonly<z.infer<typeof branding>>;

const customerRow = z.object({
	customerId: z.uuid(),
	customerCode: z.string(),
	name: z.string(),
	/** Null when nobody knows one: whoever needs it refuses. */
	email: z.string().nullable(),
	/** In its normal form: two letters, then what follows without spaces and dots. */
	vatNumber: z.string().nullable(),
	address: postalAddress,
	language: z.enum(languages),
	currency: z.string(),
	timeZone: z.string(),
	stripeCustomerId: z.string().nullable(),
	paypalPayerId: z.string().nullable(),
	/** The company of the back office whose customer it is. */
	companyCode: z.string(),
	/** The client of that company's Invoice Ninja. */
	invoiceNinjaClientId: z.string().nullable(),
	/** Its own, and what its company says where it says nothing. */
	branding,
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Customer = Readonly<z.infer<typeof customerRow>>;

const columns = `c.*, c.id as customer_id, coalesce(
	(select o.branding from msp.company o where o.company_code = c.company_code), '{}') || c.branding as branding`;

/**
 * The customers whom a condition on their own row, or on the row of one who was merged into them, finds.
 *
 * @param condition on `m` of `msp.customer`.
 */
const found = (condition: string) => `select ${columns} from msp.customer c
	where c.id in (select coalesce(m.merged_into, m.id) from msp.customer m where ${condition})`;

/** What may change about a customer; what is left out stays as it is. */
export type CustomerChange = Partial<Omit<Customer, 'customerId' | 'createdAt' | 'updatedAt'>>;
export type NewCustomer = Pick<Customer, 'customerCode' | 'name' | 'email'> & CustomerChange;

const changeable = {
	customerCode: 'value',
	name: 'value',
	email: 'value',
	vatNumber: 'value',
	// Of an address, the parts that the change holds.
	address: { column: 'address', sql: (parameter) => `address || ${parameter}::jsonb` },
	language: 'value',
	currency: 'value',
	timeZone: 'value',
	stripeCustomerId: 'value',
	paypalPayerId: 'value',
	companyCode: 'value',
	invoiceNinjaClientId: 'value',
	// Of a branding, the parts that the change holds.
	branding: { column: 'branding', sql: (parameter) => `branding || ${parameter}::jsonb` },
} as const satisfies Record<keyof CustomerChange, ColumnKind>;

/** Whether the database knows a time zone. A wrong one in a customer's row would fail the whole statement. */
export async function knowsTimeZone(transaction: Transaction, name: string): Promise<boolean> {
	return (await transaction.run('select 1 from pg_timezone_names where lower(name) = lower($1)', [name])) > 0;
}

/** Adds a customer; undefined when the code is taken. */
export async function insertCustomer(transaction: Transaction, customer: NewCustomer): Promise<Customer | undefined> {
	const made = await transaction.row(
		customerRow.pick({ customerId: true }),
		`insert into msp.customer (customer_code, name, email) values ($1, $2, $3)
		on conflict (customer_code) do nothing returning id as customer_id`,
		[customer.customerCode, customer.name, customer.email],
	);
	return made && (await changeCustomer(transaction, made.customerId, customer));
}

/** Changes a customer; undefined when there is none. */
export async function changeCustomer(
	transaction: Transaction,
	customerId: string,
	{ branding: parts, address, ...change }: CustomerChange,
): Promise<Customer | undefined> {
	const held = { ...change, ...(parts && { branding: json(parts) }), ...(address && { address: json(address) }) };
	const { sql, values } = assignments(held, changeable, [customerId]);
	return await transaction.row(
		customerRow,
		`update msp.customer c set ${sql} where id = $1 returning ${columns}`,
		values,
	);
}

/** The customer who has an ID, or into whom the one who has it was merged. So do all that follow. */
export async function findCustomer(transaction: Transaction, customerId: string): Promise<Customer | undefined> {
	return await transaction.row(customerRow, found('m.id = $1'), [customerId]);
}

export async function findCustomerByCode(transaction: Transaction, code: string): Promise<Customer | undefined> {
	return await transaction.row(customerRow, found('m.customer_code = $1'), [code]);
}

/** The customer whom a payment provider knows by this ID of its own. */
export async function findCustomerOfProvider(
	transaction: Transaction,
	provider: 'stripe' | 'paypal',
	providerCustomer: string,
): Promise<Customer | undefined> {
	const column = provider === 'stripe' ? 'stripe_customer_id' : 'paypal_payer_id';
	return await transaction.row(customerRow, found(`m.${column} = $1`), [providerCustomer]);
}

/** The customers who have an address of mail, or had it before they were merged, in small or capital letters; the oldest first. */
export async function findCustomersByEmail(transaction: Transaction, email: string): Promise<Customer[]> {
	return await transaction.rows(
		customerRow,
		`${found('lower(m.email) = lower($1)')} order by c.created_at, c.id limit 20`,
		[comparableAddress(email)],
	);
}

/** The customer who is a client of a company's Invoice Ninja. */
export async function findCustomerOfClient(
	transaction: Transaction,
	companyCode: string,
	invoiceNinjaClientId: string,
): Promise<Customer | undefined> {
	return await transaction.row(customerRow, found('m.company_code = $1 and m.invoice_ninja_client_id = $2'), [
		companyCode,
		invoiceNinjaClientId,
	]);
}

export interface CustomerFilter {
	/** In the code, the name, the e-mail address or the VAT number. */
	readonly search?: string;
	readonly companyCode?: string;
	readonly limit: number | null;
}

/** By code, without those who were merged into another one. */
export async function listCustomers(transaction: Transaction, filter: CustomerFilter): Promise<Customer[]> {
	return await transaction.rows(
		customerRow,
		`select ${columns} from msp.customer c where ${search('$1', 'customer_code', 'name', 'email', 'vat_number')}
			and ($3::text is null or company_code = $3) and merged_into is null
		order by customer_code limit $2`,
		[filter.search ?? null, filter.limit, filter.companyCode ?? null],
	);
}
