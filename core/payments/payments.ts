import { z } from 'zod';
import { ofCustomerCode, type Transaction } from '../db';
import { providers, type Provider } from './paymentEvent';

export const paymentOutcomes = [
	'paid',
	'underpaid',
	'overpaid',
	'wrong_currency',
	'unknown_plan',
	'unknown_customer',
	'unknown_order',
	/** Nobody knows yet what it is for: the event that tells may be on its way. */
	'waiting',
	'duplicate',
	'refunded',
	'disputed',
	'failed',
] as const;
export type PaymentOutcome = (typeof paymentOutcomes)[number];

const paymentRow = z.object({
	paymentId: z.uuid(),
	/** Null while nobody knows whose it is. */
	customerId: z.uuid().nullable(),
	customerCode: z.string().nullable(),
	serviceId: z.uuid().nullable(),
	invoiceId: z.uuid().nullable(),
	invoiceNumber: z.string().nullable(),
	/** `import` is a payment of a spreadsheet: it has no events, and nobody settles it. */
	provider: z.enum([...providers, 'import']),
	paymentReference: z.string(),
	amountMinor: z.number(),
	/** What it pays of the price: without tax, shipping and tips on top, with discounts and credit. */
	priceMinor: z.number(),
	currency: z.string(),
	refundedMinor: z.number(),
	/** What disputes took. */
	lostMinor: z.number(),
	outcome: z.enum(paymentOutcomes),
	/** In words that a member of staff reads. */
	outcomeDetail: z.string(),
	/** A person has to look at it. */
	needsAttention: z.boolean(),
	/** When the money came; until that is known, when the payment was first heard of. */
	receivedAt: z.date(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
/** A payment with what came of it. */
export type Payment = Readonly<z.infer<typeof paymentRow>>;

/** One that waits for another event is waited for in vain after ten minutes: nobody may be there to look again. */
const needsAttention = `(y.needs_attention or (y.outcome = 'waiting' and y.updated_at < now() - interval '10 minutes'))`;

const selected = `select y.*, y.id as payment_id, c.customer_code, i.number as invoice_number,
	${needsAttention} as needs_attention
from msp.payment y left join msp.customer c on c.id = y.customer_id left join msp.invoice i on i.id = y.invoice_id`;

/**
 * Serialises the work on payments. One lock for all of them, of every provider: which events are of one payment is known
 * only after they were read, and an event may join two payments, also of two providers. Held until the transaction ends, a
 * few milliseconds.
 */
export async function lockPayments(transaction: Transaction): Promise<void> {
	await transaction.lockName('payment_events', 'all');
}

export async function findPayment(transaction: Transaction, paymentId: string): Promise<Payment | undefined> {
	return await transaction.row(paymentRow, `${selected} where y.id = $1`, [paymentId]);
}

const identity = z.object({ id: z.uuid() });

/** Whether a row may be of a payment of the provider: names of two providers meet in Invoice Ninja only. */
const mayBe = (provider: string) => `(${provider}::text = 'invoiceninja' or provider in (${provider}, 'invoiceninja'))`;

/** Makes one row of all that were written before an event told that they are one payment: the oldest stays. */
async function mergeRows(transaction: Transaction, provider: Provider, names: readonly string[], reference: string) {
	const known = await transaction.rows(
		identity,
		`select id from msp.payment where payment_reference = any($2) and ${mayBe('$1')} order by created_at, id`,
		[provider, names],
	);
	const [kept, ...others] = known.map(({ id }) => id);
	if (others.length > 0) {
		const gone = await transaction.rows(
			z.object({ id: z.uuid(), customerId: z.uuid().nullable(), paymentReference: z.string() }),
			`delete from msp.payment where id = any($1) returning id, customer_id, payment_reference`,
			[others],
		);
		for (const { id, customerId, paymentReference } of gone) {
			transaction.audit({
				customerId,
				action: 'payment.merge',
				subject: id,
				outcome: 'done',
				detail: { into: kept, paymentReference },
				correlationId: `${provider}:${reference}`,
			});
		}
	}
	if (kept) {
		await transaction.run(
			`update msp.payment set payment_reference = $2, provider = $3
			where id = $1 and (payment_reference, provider) is distinct from ($2, $3)`,
			[kept, reference, provider],
		);
	}
}

const outcomeBefore = z.object({ outcome: z.string().nullable(), detail: z.string().nullable() });

type NewPayment = Omit<
	Payment,
	'paymentId' | 'customerCode' | 'invoiceNumber' | 'createdAt' | 'updatedAt' | 'provider'
> & {
	readonly provider: Provider;
};

/**
 * Writes a payment, new or known by one of its names; the audit log gets an entry when the outcome changed.
 * `needsAttention` is written only with another outcome: what a person has seen stays seen.
 */
export async function savePayment(
	transaction: Transaction,
	payment: NewPayment & { readonly names: readonly string[] },
): Promise<Payment> {
	const { provider, paymentReference, amountMinor, currency, outcome, outcomeDetail, names } = payment;
	await mergeRows(transaction, provider, names, paymentReference);
	// The statement sees the row as it was before: nothing comes back when nothing changes.
	const before = await transaction.row(
		outcomeBefore,
		`with before as (select outcome, outcome_detail from msp.payment where provider = $1 and payment_reference = $2)
		insert into msp.payment (provider, payment_reference, customer_id, service_id, invoice_id, amount_minor, currency,
			refunded_minor, outcome, outcome_detail, needs_attention, received_at, price_minor, lost_minor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (provider, payment_reference) do update set customer_id = excluded.customer_id,
			service_id = excluded.service_id, invoice_id = excluded.invoice_id, amount_minor = excluded.amount_minor,
			currency = excluded.currency, refunded_minor = excluded.refunded_minor, outcome = excluded.outcome,
			outcome_detail = excluded.outcome_detail, received_at = excluded.received_at,
			price_minor = excluded.price_minor, lost_minor = excluded.lost_minor,
			needs_attention = case
				when (payment.outcome, payment.outcome_detail) is distinct from (excluded.outcome, excluded.outcome_detail)
				then excluded.needs_attention else payment.needs_attention end
		where (payment.customer_id, payment.service_id, payment.invoice_id, payment.amount_minor, payment.currency,
				payment.refunded_minor, payment.outcome, payment.outcome_detail, payment.received_at, payment.price_minor,
				payment.lost_minor)
			is distinct from (excluded.customer_id, excluded.service_id, excluded.invoice_id, excluded.amount_minor,
				excluded.currency, excluded.refunded_minor, excluded.outcome, excluded.outcome_detail, excluded.received_at,
				excluded.price_minor, excluded.lost_minor)
		returning (select outcome from before), (select outcome_detail from before) as detail`,
		[
			...[provider, paymentReference, payment.customerId, payment.serviceId, payment.invoiceId, amountMinor, currency],
			...[payment.refundedMinor, outcome, outcomeDetail, payment.needsAttention, payment.receivedAt],
			...[payment.priceMinor, payment.lostMinor],
		],
	);
	const saved = await transaction.row(paymentRow, `${selected} where y.provider = $1 and y.payment_reference = $2`, [
		provider,
		paymentReference,
	]);
	if (!saved) throw new RangeError(`the payment ${paymentReference} is not in this scope`);
	if (before && (before.outcome !== outcome || before.detail !== outcomeDetail)) {
		const { customerId, paymentId, invoiceNumber } = saved;
		transaction.audit({
			customerId,
			action: `payment.${outcome}`,
			subject: paymentId,
			outcome: 'done',
			detail: { was: before.outcome, amountMinor, currency, invoiceNumber, detail: outcomeDetail },
			correlationId: `${provider}:${paymentReference}`,
		});
	}
	return saved;
}

const ofMoney = z.object({ paymentReference: z.string(), invoiceId: z.uuid().nullable() });

/** The rows that a money has, by its names, with the invoices that they are for. */
export async function rowsOfMoney(
	transaction: Transaction,
	{ provider, names }: { readonly provider: Provider; readonly names: readonly string[] },
): Promise<ReadonlyArray<z.infer<typeof ofMoney>>> {
	return await transaction.rows(
		ofMoney,
		`select payment_reference, invoice_id from msp.payment where payment_reference = any($2) and ${mayBe('$1')}`,
		[provider, names],
	);
}

/** Removes the rows of parts that a payment does not have any more. */
export async function removeRows(
	transaction: Transaction,
	provider: Provider,
	references: readonly string[],
): Promise<void> {
	const gone = await transaction.rows(
		z.object({ id: z.uuid(), customerId: z.uuid().nullable(), paymentReference: z.string() }),
		`delete from msp.payment where provider = $1 and payment_reference = any($2)
		returning id, customer_id, payment_reference`,
		[provider, references],
	);
	for (const { id, customerId, paymentReference } of gone) {
		transaction.audit({
			customerId,
			action: 'payment.remove',
			subject: id,
			outcome: 'done',
			detail: { paymentReference, why: 'the payment has no such part any more' },
			correlationId: `${provider}:${paymentReference}`,
		});
	}
}

/** The payments on an invoice. */
export async function paymentsOfInvoice(transaction: Transaction, invoiceId: string): Promise<Payment[]> {
	return await transaction.rows(paymentRow, `${selected} where y.invoice_id = $1 order by y.id`, [invoiceId]);
}

/** Marks that a person has seen a payment. */
export async function setSeen(transaction: Transaction, paymentId: string): Promise<void> {
	await transaction.run(`update msp.payment set needs_attention = false where id = $1`, [paymentId]);
}

export interface PaymentFilter {
	readonly outcomes?: readonly PaymentOutcome[];
	readonly needsAttention?: boolean;
	readonly customerCode?: string;
	readonly limit: number | null;
}

/** Newest first. */
export async function listPayments(transaction: Transaction, filter: PaymentFilter): Promise<Payment[]> {
	return await transaction.rows(
		paymentRow,
		`${selected} where ($1::text[] is null or y.outcome = any($1)) and ($2::boolean is null or ${needsAttention} = $2)
			and ($3::text is null or ${ofCustomerCode('$3')})
		order by y.received_at desc, y.id limit $4`,
		[filter.outcomes ?? null, filter.needsAttention ?? null, filter.customerCode ?? null, filter.limit],
	);
}
