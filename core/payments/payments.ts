import { z } from 'zod';
import { providers, type Provider } from './paymentEvents';
import type { Transaction } from '../db/store';

export const paymentOutcomes = [
	'paid',
	'underpaid',
	'overpaid',
	'wrong_currency',
	'unknown_plan',
	'unknown_customer',
	'unknown_order',
	'duplicate',
	'refunded',
	'disputed',
	'failed',
] as const;
export type PaymentOutcome = (typeof paymentOutcomes)[number];

export const paymentRow = z.object({
	paymentId: z.uuid(),
	customerId: z.uuid().nullable(),
	customerCode: z.string().nullable(),
	serviceId: z.uuid().nullable(),
	invoiceId: z.uuid().nullable(),
	invoiceNumber: z.string().nullable(),
	provider: z.enum(providers),
	paymentReference: z.string(),
	amountMinor: z.number(),
	currency: z.string(),
	refundedMinor: z.number(),
	outcome: z.enum(paymentOutcomes),
	outcomeDetail: z.string(),
	/** A person has to look at it. */
	needsAttention: z.boolean(),
	receivedAt: z.date(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Payment = Readonly<z.infer<typeof paymentRow>>;

const selected = `select y.id as payment_id, y.customer_id, c.customer_code,
	y.service_id, y.invoice_id, i.number as invoice_number, y.provider,
	y.payment_reference, y.amount_minor, y.currency,
	y.refunded_minor, y.outcome, y.outcome_detail,
	y.needs_attention, y.received_at, y.created_at,
	y.updated_at
from msp.payment y left join msp.customer c on c.id = y.customer_id left join msp.invoice i on i.id = y.invoice_id`;

/** A payment as its events and its invoice make it. */
export interface PaymentState {
	readonly provider: Provider;
	readonly paymentReference: string;
	/** Null while nobody knows whose it is. */
	readonly customerId: string | null;
	readonly serviceId: string | null;
	readonly invoiceId: string | null;
	readonly amountMinor: number;
	readonly currency: string;
	readonly refundedMinor: number;
	readonly outcome: PaymentOutcome;
	readonly outcomeDetail: string;
	readonly needsAttention: boolean;
	readonly receivedAt: Date;
}

/** Serialises what is done about one payment, also before there is a row of it. Held until the transaction ends. */
export async function lockPayment(
	transaction: Transaction,
	provider: Provider,
	paymentReference: string,
): Promise<Payment | undefined> {
	await transaction.lockName('payment_events', `${provider} ${paymentReference}`);
	return await findPaymentByReference(transaction, provider, paymentReference);
}

export async function findPaymentByReference(
	transaction: Transaction,
	provider: Provider,
	paymentReference: string,
): Promise<Payment | undefined> {
	return await transaction.row(paymentRow, `${selected} where y.provider = $1 and y.payment_reference = $2`, [
		provider,
		paymentReference,
	]);
}

export async function findPayment(transaction: Transaction, paymentId: string): Promise<Payment | undefined> {
	return await transaction.row(paymentRow, `${selected} where y.id = $1`, [paymentId]);
}

/**
 * Writes a payment, new or known. Whether it needs attention is written only where its outcome changed: what a person
 * has seen stays seen.
 */
export async function savePayment(transaction: Transaction, payment: PaymentState): Promise<Payment> {
	await transaction.run(
		`insert into msp.payment (provider, payment_reference, customer_id, service_id, invoice_id, amount_minor, currency,
			refunded_minor, outcome, outcome_detail, needs_attention, received_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (provider, payment_reference) do update set customer_id = excluded.customer_id,
			service_id = excluded.service_id, invoice_id = excluded.invoice_id, amount_minor = excluded.amount_minor,
			currency = excluded.currency, refunded_minor = excluded.refunded_minor, outcome = excluded.outcome,
			outcome_detail = excluded.outcome_detail, received_at = excluded.received_at,
			needs_attention = case
				when (payment.outcome, payment.outcome_detail) is distinct from (excluded.outcome, excluded.outcome_detail)
				then excluded.needs_attention else payment.needs_attention end
		where (payment.customer_id, payment.service_id, payment.invoice_id, payment.amount_minor, payment.currency,
				payment.refunded_minor, payment.outcome, payment.outcome_detail, payment.received_at)
			is distinct from (excluded.customer_id, excluded.service_id, excluded.invoice_id, excluded.amount_minor,
				excluded.currency, excluded.refunded_minor, excluded.outcome, excluded.outcome_detail, excluded.received_at)`,
		[
			payment.provider,
			payment.paymentReference,
			payment.customerId,
			payment.serviceId,
			payment.invoiceId,
			payment.amountMinor,
			payment.currency,
			payment.refundedMinor,
			payment.outcome,
			payment.outcomeDetail,
			payment.needsAttention,
			payment.receivedAt,
		],
	);
	const saved = await findPaymentByReference(transaction, payment.provider, payment.paymentReference);
	if (!saved) throw new RangeError(`the payment ${payment.paymentReference} is not in this scope`);
	return saved;
}

/** The payments on an invoice. */
export async function paymentsOfInvoice(transaction: Transaction, invoiceId: string): Promise<Payment[]> {
	return await transaction.rows(paymentRow, `${selected} where y.invoice_id = $1 order by y.id`, [invoiceId]);
}

/** Marks that a person has seen a payment. Undefined where there is none. */
export async function clearAttention(transaction: Transaction, paymentId: string): Promise<Payment | undefined> {
	await transaction.run(`update msp.payment set needs_attention = false where id = $1`, [paymentId]);
	return await findPayment(transaction, paymentId);
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
		`${selected} where ($1::text[] is null or y.outcome = any($1)) and ($2::boolean is null or y.needs_attention = $2)
			and ($3::text is null or c.customer_code = $3)
		order by y.received_at desc, y.id limit $4`,
		[filter.outcomes ?? null, filter.needsAttention ?? null, filter.customerCode ?? null, filter.limit],
	);
}
