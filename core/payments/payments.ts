import { z } from 'zod';
import type { Transaction } from '../db';
import { providers } from './paymentEvent';
import type { PaymentIdentity } from './paymentEvents';

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

const paymentRow = z.object({
	paymentId: z.uuid(),
	/** Null while nobody knows whose it is. */
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

const selected = `select y.*, y.id as payment_id, c.customer_code, i.number as invoice_number
from msp.payment y left join msp.customer c on c.id = y.customer_id left join msp.invoice i on i.id = y.invoice_id`;

/** Serialises the work on one payment, also before it has a row. Held until the transaction ends. */
export async function lockPayment(transaction: Transaction, payment: PaymentIdentity): Promise<void> {
	await transaction.lockName('payment_events', `${payment.provider} ${payment.paymentReference}`);
}

export async function findPayment(transaction: Transaction, paymentId: string): Promise<Payment | undefined> {
	return await transaction.row(paymentRow, `${selected} where y.id = $1`, [paymentId]);
}

const outcomeBefore = z.object({ outcome: z.string().nullable(), detail: z.string().nullable() });

/**
 * Writes a payment, new or known; the audit log gets an entry when the outcome changed. `needsAttention` is written only
 * with another outcome: what a person has seen stays seen.
 */
export async function savePayment(
	transaction: Transaction,
	payment: Omit<Payment, 'paymentId' | 'customerCode' | 'invoiceNumber' | 'createdAt' | 'updatedAt'>,
): Promise<Payment> {
	const { provider, paymentReference, amountMinor, currency, outcome, outcomeDetail } = payment;
	// The statement sees the row as it was before: nothing comes back when nothing changes.
	const before = await transaction.row(
		outcomeBefore,
		`with before as (select outcome, outcome_detail from msp.payment where provider = $1 and payment_reference = $2)
		insert into msp.payment (provider, payment_reference, customer_id, service_id, invoice_id, amount_minor, currency,
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
				excluded.currency, excluded.refunded_minor, excluded.outcome, excluded.outcome_detail, excluded.received_at)
		returning (select outcome from before), (select outcome_detail from before) as detail`,
		[
			...[provider, paymentReference, payment.customerId, payment.serviceId, payment.invoiceId, amountMinor, currency],
			...[payment.refundedMinor, outcome, outcomeDetail, payment.needsAttention, payment.receivedAt],
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
		`${selected} where ($1::text[] is null or y.outcome = any($1)) and ($2::boolean is null or y.needs_attention = $2)
			and ($3::text is null or c.customer_code = $3)
		order by y.received_at desc, y.id limit $4`,
		[filter.outcomes ?? null, filter.needsAttention ?? null, filter.customerCode ?? null, filter.limit],
	);
}
