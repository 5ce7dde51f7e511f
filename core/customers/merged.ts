import { z } from 'zod';
import type { Merge, Transaction } from '../db';
import { changeCustomer, type Customer, type CustomerChange } from './customers';

const mergeable = z.object({
	customerId: z.uuid(),
	customerCode: z.string(),
	companyCode: z.string(),
	invoiceNinjaClientId: z.string().nullable(),
	stripeCustomerId: z.string().nullable(),
	paypalPayerId: z.string().nullable(),
	/** The customer that it was merged into. */
	mergedInto: z.uuid().nullable(),
	mergedIntoCode: z.string().nullable(),
});
/** A customer as its own row has it, also one who was merged. */
export type Mergeable = Readonly<z.infer<typeof mergeable>>;

const selected = `select c.id as customer_id, c.customer_code, c.company_code, c.invoice_ninja_client_id, c.stripe_customer_id,
	c.paypal_payer_id, c.merged_into, m.customer_code as merged_into_code
from msp.customer c left join msp.customer m on m.id = c.merged_into`;

/** The row that has a code, and not the one that it leads to. */
export async function findRowByCode(transaction: Transaction, code: string): Promise<Mergeable | undefined> {
	return await transaction.row(mergeable, `${selected} where c.customer_code = $1`, [code]);
}

/** The ID of the customer that a merged one is now; undefined when it is not merged. Also in the scope of the merged one. */
export async function findMergedInto(transaction: Transaction, customerId: string): Promise<string | undefined> {
	const found = await transaction.row(
		z.object({ mergedInto: z.uuid() }),
		'select merged_into from msp.customer where id = $1 and merged_into is not null',
		[customerId],
	);
	return found?.mergedInto;
}

/**
 * Locks the rows of two customers, against whoever writes a row for one of them, too. It is the last lock of a merge.
 *
 * @returns both, as they are by now.
 */
export async function lockForMerge(
	transaction: Transaction,
	{ from, into }: Merge,
): Promise<{ readonly from: Mergeable | undefined; readonly into: Mergeable | undefined }> {
	const ids = [from, into].sort();
	for (const id of ids) transaction.locking('customer', id);
	await transaction.run('select 1 from msp.customer where id = any($1) order by id for update', [ids]);
	const rows = await transaction.rows(mergeable, `${selected} where c.id = any($1)`, [ids]);
	const of = (id: string) => rows.find(({ customerId }) => customerId === id);
	return { from: of(from), into: of(into) };
}

const links = ['stripeCustomerId', 'paypalPayerId', 'invoiceNinjaClientId'] as const;
const holderRow = z.object({
	customerId: z.uuid(),
	stripeCustomerId: z.string().nullable(),
	paypalPayerId: z.string().nullable(),
	invoiceNinjaClientId: z.string().nullable(),
});

/**
 * Changes a customer who may take over an ID elsewhere from one who was merged into it: that one gets the former ID in its
 * place, so that both go on leading here. Those who were merged follow into another company, and are no clients there.
 */
export async function changeWithMerged(
	transaction: Transaction,
	known: Customer,
	change: CustomerChange,
): Promise<Customer | undefined> {
	const { customerId } = known;
	const holders = await transaction.rows(
		holderRow,
		`select id as customer_id, stripe_customer_id, paypal_payer_id, invoice_ninja_client_id from msp.customer
		where merged_into = $1 order by id for update`,
		[customerId],
	);
	const swaps = holders.flatMap((holder) =>
		links
			.filter((name) => holder[name] !== null && holder[name] === change[name])
			.map((name) => ({ holderId: holder.customerId, name })),
	);
	for (const { holderId, name } of swaps) await changeCustomer(transaction, holderId, { [name]: null });
	const changed = await changeCustomer(transaction, customerId, change);
	for (const { holderId, name } of swaps) await changeCustomer(transaction, holderId, { [name]: known[name] });
	if (change.companyCode !== undefined && change.companyCode !== known.companyCode) {
		for (const { customerId: holderId } of holders) {
			await changeCustomer(transaction, holderId, { companyCode: change.companyCode, invoiceNinjaClientId: null });
		}
	}
	return changed;
}

/** What the customer who stays got of the other one's row. */
export interface Inherited {
	/** The IDs at Stripe, PayPal and Invoice Ninja that it had not. */
	readonly links: readonly string[];
	/** What else it had not: the address of mail, the VAT number, the postal address. */
	readonly details: readonly string[];
	/** The customers who had been merged into the other one before. */
	readonly repointed: number;
}

const inheritedRow = z.object({ email: z.boolean(), vatNumber: z.boolean(), address: z.boolean() });

/**
 * Marks a customer as merged, and gives the other one what it has not: IDs elsewhere, addresses, the VAT number. Where both
 * have an ID, each keeps its own: what is looked up by that of the merged one leads to the other. The caller has locked both.
 */
export async function markMerged(transaction: Transaction, from: Mergeable, into: Mergeable): Promise<Inherited> {
	const merge = [from.customerId, into.customerId];
	const moved = links.filter((name) => from[name] !== null && into[name] === null);
	const given = (name: (typeof moved)[number]) => (moved.includes(name) ? from[name] : null);
	const repointed = await transaction.run('update msp.customer set merged_into = $2 where merged_into = $1', merge);
	// An ID is one customer's at any time.
	await transaction.run(
		`update msp.customer set merged_into = $2,
			stripe_customer_id = case when $3::text is null then stripe_customer_id end,
			paypal_payer_id = case when $4::text is null then paypal_payer_id end,
			invoice_ninja_client_id = case when $5::text is null then invoice_ninja_client_id end
		where id = $1`,
		[...merge, given('stripeCustomerId'), given('paypalPayerId'), given('invoiceNinjaClientId')],
	);
	const got = await transaction.row(
		inheritedRow,
		`with before as (select * from msp.customer where id = $2), source as (select * from msp.customer where id = $1)
		update msp.customer c set
			stripe_customer_id = coalesce(c.stripe_customer_id, $3), paypal_payer_id = coalesce(c.paypal_payer_id, $4),
			invoice_ninja_client_id = coalesce(c.invoice_ninja_client_id, $5),
			email = coalesce(c.email, f.email), vat_number = coalesce(c.vat_number, f.vat_number),
			address = case when c.address = '{}' then f.address else c.address end
		from source f, before b where c.id = $2
		returning b.email is null and f.email is not null as email,
			b.vat_number is null and f.vat_number is not null as vat_number, b.address = '{}' and f.address <> '{}' as address`,
		[...merge, given('stripeCustomerId'), given('paypalPayerId'), given('invoiceNinjaClientId')],
	);
	if (!got) throw new RangeError(`the customer ${into.customerCode} went away`);
	const details = Object.entries(got).flatMap(([name, isNew]) => (isNew ? [name] : []));
	return { links: moved, details, repointed };
}
