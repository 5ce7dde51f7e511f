import { z } from 'zod';
import type { Transaction } from '../db';
import type { Booking } from './bookings';
import type { PaidMoney } from './money';
import type { RefundTold } from './refund';

export const refundStatuses = ['nothing', 'waiting', 'approved', 'declined', 'given'] as const;

const refundRow = z.object({
	bookingId: z.uuid(),
	customerId: z.uuid(),
	currency: z.string(),
	paidMinor: z.number(),
	refundMinor: z.number(),
	refundedTaxMinor: z.number(),
	percent: z.number(),
	daysBefore: z.number(),
	/** `nothing`: there is nothing to give back. `waiting`: for a person. */
	status: z.enum(refundStatuses),
	decidedBy: z.string().nullable(),
	decidedAt: z.date().nullable(),
});
/** What goes back for a booking. */
export type Refund = Readonly<z.infer<typeof refundRow>>;

const partRow = z.object({
	position: z.number(),
	amountMinor: z.number(),
	/** Of Stripe; null where a person gives the money back another way. */
	paymentIntentId: z.string().nullable(),
	/** How a person finds the payment. */
	payment: z.string(),
	givenAs: z.string().nullable(),
	givenAt: z.date().nullable(),
});
/** What one payment gives back of it. */
export type RefundPart = Readonly<z.infer<typeof partRow>>;

/** Writes what goes back for a booking; the key lets nobody write it twice. */
export async function insertRefund(
	transaction: Transaction,
	{ bookingId, customerId, currency }: Pick<Booking, 'bookingId' | 'customerId' | 'currency'>,
	told: RefundTold,
	{ status, decidedBy, decidedAt }: Pick<Refund, 'status' | 'decidedBy' | 'decidedAt'>,
	parts: ReadonlyArray<{ readonly payment: PaidMoney; readonly amountMinor: number }>,
): Promise<void> {
	await transaction.run(
		`insert into msp.rental_refund (booking_id, customer_id, currency, paid_minor, refund_minor, refunded_tax_minor, percent,
			days_before, status, decided_by, decided_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		[
			...[bookingId, customerId, currency, told.paidMinor, told.refundMinor, told.refundedTaxMinor, told.percent],
			...[told.daysBefore, status, decidedBy, decidedAt],
		],
	);
	for (const [index, { payment, amountMinor }] of parts.entries()) {
		await transaction.run(
			`insert into msp.rental_refund_part (booking_id, position, customer_id, amount_minor, payment_intent_id, payment)
			values ($1, $2, $3, $4, $5, $6)`,
			[
				...[bookingId, index + 1, customerId, amountMinor, payment.paymentIntentId],
				`${payment.provider} ${payment.paymentReference}, invoice ${payment.invoiceNumber}`.slice(0, 300),
			],
		);
	}
}

export async function findRefund(transaction: Transaction, bookingId: string): Promise<Refund | undefined> {
	return await transaction.row(refundRow, 'select * from msp.rental_refund where booking_id = $1', [bookingId]);
}

export async function partsOfRefund(transaction: Transaction, bookingId: string): Promise<RefundPart[]> {
	return await transaction.rows(
		partRow,
		'select * from msp.rental_refund_part where booking_id = $1 order by position',
		[bookingId],
	);
}

/** Writes what somebody decided on a refund that waits; false when it waits no more. The caller has locked the booking. */
export async function decideRefundRow(
	transaction: Transaction,
	bookingId: string,
	{ status, by, at }: { readonly status: 'approved' | 'declined'; readonly by: string; readonly at: Date },
): Promise<boolean> {
	const decided = await transaction.run(
		`update msp.rental_refund set status = $2, decided_by = $3, decided_at = $4
		where booking_id = $1 and status = 'waiting'`,
		[bookingId, status, by, at],
	);
	return decided > 0;
}

/** Writes that a part was given back; false when that was written before. The caller has locked the booking. */
export async function markPartGiven(
	transaction: Transaction,
	bookingId: string,
	{ position, givenAs, at }: { readonly position: number; readonly givenAs: string; readonly at: Date },
): Promise<boolean> {
	const marked = await transaction.run(
		`update msp.rental_refund_part set given_as = $3, given_at = $4
		where booking_id = $1 and position = $2 and given_as is null`,
		[bookingId, position, givenAs, at],
	);
	await transaction.run(
		`update msp.rental_refund r set status = 'given' where booking_id = $1 and status = 'approved'
			and not exists (select from msp.rental_refund_part p where p.booking_id = r.booking_id and p.given_as is null)`,
		[bookingId],
	);
	return marked > 0;
}
