import type { Transaction } from '../db';
import { lockInvoice, voidInvoice } from '../invoices';
import { changeBooking, type Booking, type BookingChange } from './bookings';
import { startNotices, startRefund } from './kinds';
import { moneyOf, sumLeft } from './money';
import { freeNights } from './nights';
import { refundOf, shareOut, type RefundTold } from './refund';
import { insertRefund } from './refunds';

export interface Ending {
	readonly status: 'expired' | 'cancelled';
	/** The day in the time zone of the unit. */
	readonly day: string;
	readonly at: Date;
	/** Everything goes back, whatever the policy says. */
	readonly all: boolean;
	readonly change?: Pick<BookingChange, 'cancelledBy' | 'cancelReason'>;
}

/**
 * Ends a booking that the caller has locked, with all payments: its nights are free, nothing more is owed, what goes back is
 * written once, and the mails are started.
 */
export async function endBooking(
	transaction: Transaction,
	booking: Booking,
	{ status, day, at, all, change }: Ending,
): Promise<{ readonly booking: Booking; readonly told: RefundTold }> {
	const money = await moneyOf(transaction, booking);
	const told = refundOf({ ...booking, paidMinor: sumLeft(money) }, day, { all });
	const decision = decisionOn(told, booking, status, at);
	const parts = shareOut(told.refundMinor, money);
	await insertRefund(transaction, booking, told, decision, parts);
	const waits = decision.status === 'waiting';
	await startNotices(transaction, booking, waits ? [status, 'refund_approval'] : [status]);
	if (decision.status === 'approved') {
		const byHand = parts.some(({ payment }) => payment.paymentIntentId === null);
		await startRefund(transaction, booking, { byHand });
	}

	await freeNights(transaction, booking.bookingId);
	const invoices = [booking.firstInvoiceId, booking.balanceInvoiceId].filter((id) => id !== null);
	for (const invoiceId of invoices.sort()) {
		await lockInvoice(transaction, invoiceId);
		await voidInvoice(transaction, invoiceId);
	}
	const ended = await changeBooking(transaction, booking.bookingId, { ...change, status, endedAt: at });
	const { bookingId, bookingCode, customerId, currency } = booking;
	transaction.audit({
		customerId,
		action: status === 'expired' ? 'rental.expire' : 'rental.cancel',
		subject: bookingId,
		outcome: 'done',
		detail: { bookingCode, currency, ...told, ...change },
		correlationId: bookingCode,
	});
	return { booking: ended, told };
}

/** Money that came in for a hold which ran out is odd: a person looks at it, whatever the policy says. */
function decisionOn({ refundMinor }: RefundTold, { terms }: Booking, ending: Ending['status'], at: Date) {
	if (refundMinor === 0) return { status: 'nothing', decidedBy: null, decidedAt: null } as const;
	if (ending === 'cancelled' && terms.refundBy === 'at_once') {
		return { status: 'approved', decidedBy: 'policy', decidedAt: at } as const;
	}
	return { status: 'waiting', decidedBy: null, decidedAt: null } as const;
}
