import type { BackOffice, Transaction } from '../db';
import { dayIn } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { decimalOf } from '../kernel/money';
import { lockPayments } from '../payments';
import { lockBooking, type Booking } from './bookings';
import { endBooking } from './endBooking';
import { getBooking } from './getBooking';
import { factsOf, invoicesOf, moneyOf, sumLeft } from './money';
import { refundOf, type RefundTold } from './refund';
import { findRefund, partsOfRefund, type Refund, type RefundPart } from './refunds';

type Office = Pick<BackOffice, 'store'>;

export interface Cancellation {
	/** The code of the booking, or its ID. */
	readonly booking: string;
	/** Who cancels: the guest, or the name of a member of staff. */
	readonly by: string;
	readonly reason: string;
	/** The host cancels: everything goes back. */
	readonly all?: boolean;
	/** What the guest was told that goes back. With another amount nothing is cancelled. */
	readonly expectedRefundMinor?: number;
}

export interface CancelledBooking {
	readonly booking: Booking;
	readonly refund: Refund;
	readonly parts: readonly RefundPart[];
	/** False for a repeat. */
	readonly changed: boolean;
}

/**
 * What would go back if a booking was cancelled now. It changes nothing.
 *
 * @throws InputError when there is no such booking, or it cannot be cancelled.
 */
export async function previewCancellation(
	{ store }: Office,
	booking: string,
	{ all = false }: { readonly all?: boolean } = {},
	clock: Clock = systemClock,
): Promise<RefundTold & { readonly booking: Booking }> {
	return await store.asStaff(async (transaction) => {
		const found = await getBooking(transaction, booking);
		await checkCancellable(transaction, found);
		return { ...(await tell(transaction, found, { all, now: clock.now() })), booking: found };
	});
}

/**
 * Cancels a booking: its nights are free, open invoices are void, and what goes back is written once, by the policy that was
 * agreed with the booking. A repeat changes nothing and gives the same.
 *
 * @throws InputError when there is no such booking, it is over, money for it is on its way, or another amount goes back.
 */
export async function cancelBooking(
	{ store }: Office,
	{ booking: named, by, reason, all = false, expectedRefundMinor }: Cancellation,
	clock: Clock = systemClock,
): Promise<CancelledBooking> {
	return await store.asStaff(async (transaction) => {
		const { bookingId } = await getBooking(transaction, named);
		await lockPayments(transaction);
		const booking = await lockBooking(transaction, bookingId);
		if (!booking) throw new RangeError(`the booking ${bookingId} went away`);
		if (booking.status === 'cancelled') return { ...(await told(transaction, booking)), changed: false };
		await checkCancellable(transaction, booking);
		const now = clock.now();
		const { refundMinor } = await tell(transaction, booking, { all, now });
		checkExpected(expectedRefundMinor, refundMinor, booking.currency);
		const day = dayIn(booking.timeZone, now);
		const change = { cancelledBy: by, cancelReason: reason };
		const ended = await endBooking(transaction, booking, { status: 'cancelled', day, at: now, all, change });
		return { ...(await told(transaction, ended.booking)), changed: true };
	});
}

async function told(transaction: Transaction, booking: Booking) {
	const refund = await findRefund(transaction, booking.bookingId);
	if (!refund) throw new RangeError(`the booking ${booking.bookingCode} ended without a word on its money`);
	return { booking, refund, parts: await partsOfRefund(transaction, booking.bookingId) };
}

async function tell(
	transaction: Transaction,
	booking: Booking,
	{ all, now }: { all: boolean; now: Date },
): Promise<RefundTold> {
	const paidMinor = sumLeft(await moneyOf(transaction, booking));
	return refundOf({ ...booking, paidMinor }, dayIn(booking.timeZone, now), { all });
}

async function checkCancellable(transaction: Transaction, booking: Booking): Promise<void> {
	const { status, bookingCode } = booking;
	if (status !== 'held' && status !== 'confirmed') {
		throw new InputError(
			'booking',
			`${bookingCode} is ${status}`,
			'Only a booking that is held or confirmed can be cancelled.',
			'conflict',
		);
	}
	const { first, balance } = await invoicesOf(transaction, booking);
	for (const invoice of [first, balance]) {
		if (invoice === undefined || !(await factsOf(transaction, invoice)).moneyPending) continue;
		throw new InputError(
			'booking',
			`${bookingCode} has money on its way, for invoice ${invoice.invoiceNumber}`,
			'Cancel it when the payment has come in or has failed, so that what goes back is right.',
			'conflict',
		);
	}
}

function checkExpected(expected: number | undefined, refundMinor: number, currency: string): void {
	if (expected === undefined || expected === refundMinor) return;
	throw new InputError(
		'expectedRefundMinor',
		`is not what goes back now: ${decimalOf({ amountMinor: refundMinor, currency })} ${currency}`,
		'Tell the guest the amount anew.',
		'conflict',
	);
}
