import { z } from 'zod';
import { json, type Transaction } from '../db';
import { languages, type Language } from '../kernel/languages';

const knownCustomer = z.object({
	customerId: z.uuid(),
	customerCode: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	vatNumber: z.string().nullable(),
	language: z.enum(languages),
	currency: z.string(),
});
/** A customer, as far as an import looks for it. */
export type KnownCustomer = Readonly<z.infer<typeof knownCustomer>>;

const columns = 'id as customer_id, customer_code, name, email, vat_number, language, currency';

/** All customers of a company, by code, without those who were merged into another one. */
export async function customersOfCompany(transaction: Transaction, companyCode: string): Promise<KnownCustomer[]> {
	return await transaction.rows(
		knownCustomer,
		`select ${columns} from msp.customer where company_code = $1 and merged_into is null order by customer_code`,
		[companyCode],
	);
}

const formerCustomer = z.object({
	customerCode: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	vatNumber: z.string().nullable(),
	mergedInto: z.uuid(),
});
/** A customer who was merged into another one: who is meant by its code, name, address or VAT number is that one. */
export type FormerCustomer = Readonly<z.infer<typeof formerCustomer>>;

/** The customers of a company who were merged into others, by code. */
export async function formerCustomers(transaction: Transaction, companyCode: string): Promise<FormerCustomer[]> {
	return await transaction.rows(
		formerCustomer,
		`select customer_code, name, email, vat_number, merged_into from msp.customer
		where company_code = $1 and merged_into is not null order by customer_code`,
		[companyCode],
	);
}

/** The codes of the customers of all other companies: a code is taken for every company. */
export async function codesOfOthers(transaction: Transaction, companyCode: string): Promise<ReadonlySet<string>> {
	const taken = await transaction.rows(
		z.object({ customerCode: z.string() }),
		'select customer_code from msp.customer where company_code <> $1',
		[companyCode],
	);
	return new Set(taken.map(({ customerCode }) => customerCode));
}

/** A customer that an import makes. */
export interface ImportedCustomer {
	readonly customerId: string;
	readonly customerCode: string;
	readonly name: string;
	readonly email: string | null;
	readonly vatNumber: string | null;
	/** Null for the pack's own. */
	readonly language: Language | null;
	readonly currency: string | null;
}

const identity = z.object({ customerId: z.uuid() });

const rowsAtOnce = 1_000;

/**
 * Adds customers, by code, so that two imports wait for each other in one order. Returns the IDs of those whose code
 * was taken, also by another company: they are not added.
 */
export async function insertImportedCustomers(
	transaction: Transaction,
	{ companyCode, batchId }: { readonly companyCode: string; readonly batchId: string },
	customers: readonly ImportedCustomer[],
): Promise<ReadonlySet<string>> {
	const taken = new Set(customers.map(({ customerId }) => customerId));
	const inOrder = [...customers].sort((one, other) => (one.customerCode < other.customerCode ? -1 : 1));
	for (let from = 0; from < inOrder.length; from += rowsAtOnce) {
		const added = await transaction.rows(
			identity,
			`insert into msp.customer (id, customer_code, name, email, vat_number, language, currency, company_code,
				import_batch_id)
			select n."customerId", n."customerCode", n.name, n.email, n."vatNumber", coalesce(n.language, 'en'),
				coalesce(n.currency, 'EUR'), $1, $2
			from jsonb_to_recordset($3::jsonb) as n("customerId" uuid, "customerCode" text, name text, email text,
				"vatNumber" text, language text, currency text)
			on conflict (customer_code) do nothing returning id as customer_id`,
			[companyCode, batchId, json(inOrder.slice(from, from + rowsAtOnce))],
		);
		for (const { customerId } of added) taken.delete(customerId);
	}
	return taken;
}

/** Writes what a spreadsheet says of customers who are there. */
export async function updateImportedCustomers(
	transaction: Transaction,
	customers: ReadonlyArray<Omit<KnownCustomer, 'customerCode'>>,
): Promise<void> {
	for (let from = 0; from < customers.length; from += rowsAtOnce) {
		await transaction.run(
			`update msp.customer c set name = n.name, email = n.email, vat_number = n."vatNumber", language = n.language,
				currency = n.currency
			from jsonb_to_recordset($1::jsonb) as n("customerId" uuid, name text, email text, "vatNumber" text, language text,
				currency text)
			where c.id = n."customerId"`,
			[json(customers.slice(from, from + rowsAtOnce))],
		);
	}
}

/** Removes the customers that a batch made. Those stay to whom something refers, or whom another import changed. */
export async function removeImportedCustomers(transaction: Transaction, batchId: string): Promise<number> {
	const kept = ['invoice', 'service', 'payment', 'payment_event', 'task', 'message_log', 'drift_finding'];
	const free = kept.map((table) => `not exists (select from msp.${table} x where x.customer_id = c.id)`).join(' and ');
	const gone = await transaction.rows(
		identity,
		`delete from msp.customer c where import_batch_id = $1 and stripe_customer_id is null and paypal_payer_id is null
			and invoice_ninja_client_id is null and merged_into is null and ${free}
			and not exists (select from msp.customer m where m.merged_into = c.id)
			and not exists (select from msp.audit_log a where a.customer_id = c.id)
			and not exists (select from msp.import_row r join msp.import_batch b on b.id = r.batch_id
				where r.kind = 'customers' and r.outcome = 'updated' and r.batch_id <> $1 and b.status <> 'undone'
					and (r.after ->> 'customerId')::uuid = c.id)
		returning id as customer_id`,
		[batchId],
	);
	return gone.length;
}

/** Customers whose client at Invoice Ninja was taken back are nobody's client again. */
export async function unlinkClients(
	transaction: Transaction,
	links: ReadonlyArray<{ readonly customerId: string; readonly clientId: string }>,
): Promise<void> {
	await transaction.run(
		`update msp.customer c set invoice_ninja_client_id = null
		from jsonb_to_recordset($1::jsonb) as n("customerId" uuid, "clientId" text)
		where c.id in (select unnest(array[m.id, m.merged_into]) from msp.customer m where m.id = n."customerId")
			and c.invoice_ninja_client_id = n."clientId"`,
		[json(links)],
	);
}
