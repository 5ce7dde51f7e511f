import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';
import { InputError } from '../kernel/errors';

const creditRow = z.object({
	creditId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	currency: z.string(),
	/** Above zero: given. Below zero: used, or taken back. */
	amountMinor: z.number(),
	reason: z.string(),
	/** What makes two requests the same credit. */
	reference: z.string(),
	/** The invoice that it was used for. */
	invoiceId: z.uuid().nullable(),
	actor: z.string(),
	createdAt: z.date(),
});
/** An entry of the ledger of what a customer has to its credit. */
export type Credit = Readonly<z.infer<typeof creditRow>>;

const selected = `select r.*, r.id as credit_id, c.customer_code
from msp.customer_credit r join msp.customer c on c.id = r.customer_id`;

export interface NewCredit extends Pick<Credit, 'customerId' | 'currency' | 'amountMinor' | 'reason' | 'reference'> {
	readonly invoiceId?: string | null;
}

/**
 * Adds an entry to the ledger of a customer, once for a reference.
 *
 * @returns undefined for a repeat.
 * @throws InputError when the entry would leave less than nothing, or the reference is of another entry.
 */
export async function addCredit(transaction: Transaction, credit: NewCredit): Promise<Credit | undefined> {
	await lockCredit(transaction, credit);
	const known = await transaction.row(creditRow, `${selected} where r.customer_id = $1 and r.reference = $2`, [
		credit.customerId,
		credit.reference,
	]);
	if (known) {
		refuseAnother(known, credit);
		return undefined;
	}
	const leftMinor = (await creditOf(transaction, credit)) + credit.amountMinor;
	if (leftMinor < 0) {
		throw new InputError(
			'amount',
			`is more than the customer has: ${leftMinor} ${credit.currency} in minor units would be left`,
			'Take away at most what MSP Billing → Credit: List shows.',
			'conflict',
		);
	}
	return await insertCredit(transaction, credit);
}

function refuseAnother(known: Credit, { currency, amountMinor, reference }: NewCredit): void {
	if (known.currency === currency && known.amountMinor === amountMinor) return;
	throw new InputError(
		'reference',
		`'${reference}' is taken: another credit of this customer has it`,
		'Give each credit a reference of its own.',
		'conflict',
	);
}

async function insertCredit(transaction: Transaction, credit: NewCredit): Promise<Credit> {
	const { customerId, currency, amountMinor, reason, reference, invoiceId = null } = credit;
	const made = await transaction.row(
		creditRow,
		`with r as (insert into msp.customer_credit (customer_id, currency, amount_minor, reason, reference, invoice_id, actor,
				created_at)
			values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp()) returning *)
		select r.*, r.id as credit_id, c.customer_code from r join msp.customer c on c.id = r.customer_id`,
		[customerId, currency, amountMinor, reason, reference, invoiceId, transaction.actor],
	);
	if (!made) throw new RangeError('a credit was not recorded');
	transaction.audit({
		customerId,
		action: amountMinor > 0 ? 'credit.give' : 'credit.use',
		subject: made.creditId,
		outcome: 'done',
		detail: { currency, amountMinor, reason, reference, invoiceId },
		correlationId: reference,
	});
	return made;
}

type Account = Pick<Credit, 'customerId' | 'currency'>;

/** Nobody else changes what a customer has in a currency until the transaction ends. */
export async function lockCredit(transaction: Transaction, { customerId, currency }: Account): Promise<void> {
	await transaction.lockName('credit', `${customerId} ${currency}`);
}

const sum = z.object({ leftMinor: z.coerce.number() });

/** What a customer has to its credit in a currency, in minor units. */
export async function creditOf(transaction: Transaction, { customerId, currency }: Account): Promise<number> {
	const found = await transaction.row(
		sum,
		`select coalesce(sum(amount_minor), 0)::bigint as left_minor from msp.customer_credit
		where customer_id = $1 and currency = $2`,
		[customerId, currency],
	);
	return found?.leftMinor ?? 0;
}

const sumsRow = z.object({ customerId: z.uuid(), currency: z.string(), leftMinor: z.coerce.number() });

/** What some customers have to their credit, in each currency of theirs. */
export async function creditsOf(
	transaction: Transaction,
	customerIds: readonly string[],
): Promise<Array<Account & { readonly leftMinor: number }>> {
	return await transaction.rows(
		sumsRow,
		`select customer_id, currency, sum(amount_minor)::bigint as left_minor from msp.customer_credit
		where customer_id = any($1) group by customer_id, currency having sum(amount_minor) > 0`,
		[customerIds],
	);
}

/**
 * Uses what is there for an invoice that the caller has locked, up to what is owed on it; once for an invoice. Returns how
 * much was used.
 */
export async function useCredit(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, customerId, currency, balanceMinor }: CreditedInvoice,
): Promise<number> {
	await lockCredit(transaction, { customerId, currency });
	const reference = `invoice:${invoiceId}`;
	const used = await transaction.run('select 1 from msp.customer_credit where customer_id = $1 and reference = $2', [
		customerId,
		reference,
	]);
	if (used > 0) return 0;
	const amountMinor = Math.min(await creditOf(transaction, { customerId, currency }), balanceMinor);
	if (amountMinor <= 0) return 0;
	const reason = `Used for invoice ${invoiceNumber}`;
	await insertCredit(transaction, { customerId, currency, amountMinor: -amountMinor, reason, reference, invoiceId });
	return amountMinor;
}

/** What is to be known of an invoice that a credit pays. */
export interface CreditedInvoice extends Account {
	readonly invoiceId: string;
	readonly invoiceNumber: string;
	/** What is owed on it. */
	readonly balanceMinor: number;
}

/** What was used for an invoice and not given back, in minor units. */
export async function creditUsedFor(
	transaction: Transaction,
	{ invoiceId }: Pick<CreditedInvoice, 'invoiceId'>,
): Promise<number> {
	const found = await transaction.row(
		sum,
		`select coalesce(-sum(amount_minor), 0)::bigint as left_minor from msp.customer_credit
		where reference in ('invoice:' || $1::text, 'invoice:' || $1::text || ':back')`,
		[invoiceId],
	);
	return found?.leftMinor ?? 0;
}

/** Gives back what was used for an invoice, such as one that was voided; once. Returns how much. */
export async function giveBackCredit(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, customerId, currency }: Omit<CreditedInvoice, 'balanceMinor'>,
): Promise<number> {
	await lockCredit(transaction, { customerId, currency });
	const used = await transaction.row(creditRow, `${selected} where r.customer_id = $1 and r.reference = $2`, [
		customerId,
		`invoice:${invoiceId}`,
	]);
	if (!used) return 0;
	const back = await addCredit(transaction, {
		...{ customerId, currency, invoiceId, amountMinor: -used.amountMinor },
		reason: `Given back from invoice ${invoiceNumber}`,
		reference: `invoice:${invoiceId}:back`,
	});
	return back ? back.amountMinor : 0;
}

export interface CreditFilter {
	readonly customerCode?: string;
	readonly currency?: string;
	readonly limit: number | null;
}

/** What the customer had after an entry. */
const listedRow = creditRow.extend({ balanceMinor: z.coerce.number() });
export type ListedCredit = Readonly<z.infer<typeof listedRow>>;

/** Newest first. */
export async function listCredits(transaction: Transaction, filter: CreditFilter): Promise<ListedCredit[]> {
	return await transaction.rows(
		listedRow,
		`select r.*, r.id as credit_id, c.customer_code, (sum(r.amount_minor) over (partition by r.customer_id, r.currency
			order by r.created_at, r.id))::bigint as balance_minor
		from msp.customer_credit r join msp.customer c on c.id = r.customer_id
		where ($1::text is null or ${ofCustomerCode('$1')}) and ($2::text is null or r.currency = $2)
		order by r.created_at desc, r.id limit $3`,
		[filter.customerCode ?? null, filter.currency ?? null, filter.limit],
	);
}
