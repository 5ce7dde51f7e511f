import type { BackOffice, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { lockBooking, type Booking } from './bookings';
import { getBooking } from './getBooking';
import { startRefund } from './kinds';
import { decideRefundRow, findRefund, markPartGiven, partsOfRefund, type Refund, type RefundPart } from './refunds';

type Office = Pick<BackOffice, 'store'>;

export interface DecidedRefund {
	readonly booking: Booking;
	readonly refund: Refund;
	readonly parts: readonly RefundPart[];
	/** False for a repeat, or when somebody else decided before. */
	readonly changed: boolean;
}

/**
 * Decides on a refund that waits for a person. What somebody decided before stays.
 *
 * @throws InputError when there is no such booking, or nothing is to be given back for it.
 */
export async function decideRefund(
	{ store }: Office,
	{
		booking,
		decision,
		by,
	}: { readonly booking: string; readonly decision: 'approved' | 'declined'; readonly by: string },
	clock: Clock = systemClock,
): Promise<DecidedRefund> {
	return await store.asStaff(async (transaction) => {
		const locked = await lockWithRefund(transaction, booking);
		const at = clock.now();
		const changed = await decideRefundRow(transaction, locked.bookingId, { status: decision, by, at });
		if (changed) {
			if (decision === 'approved') {
				const parts = await partsOfRefund(transaction, locked.bookingId);
				const byHand = parts.some(({ paymentIntentId }) => paymentIntentId === null);
				await startRefund(transaction, locked, { byHand });
			}
			audit(transaction, locked, `rental.refund.${decision}`, { by });
		}
		return { ...(await shown(transaction, locked)), changed };
	});
}

/**
 * Records that a part of a refund was given back. A repeat changes nothing.
 *
 * @throws InputError when there is no such part, nobody approved the refund, or the part was given back as something else.
 */
export async function recordRefund(
	{ store }: Office,
	{ booking, position, givenAs }: { readonly booking: string; readonly position: number; readonly givenAs: string },
	clock: Clock = systemClock,
): Promise<DecidedRefund> {
	return await store.asStaff(async (transaction) => {
		const locked = await lockWithRefund(transaction, booking);
		const { refund, parts } = await shown(transaction, locked);
		const part = parts.find((one) => one.position === position);
		if (!part) throw wrong('position', `is unknown: the refund has no part ${position}`, 'not_found');
		if (refund.status !== 'approved' && refund.status !== 'given')
			throw wrong('booking', `has a refund that is ${refund.status}`);
		if (part.givenAs !== null && part.givenAs !== givenAs) {
			throw wrong('position', `was given back before, as ${part.givenAs}`);
		}
		const changed = await markPartGiven(transaction, locked.bookingId, { position, givenAs, at: clock.now() });
		if (changed) audit(transaction, locked, 'rental.refund.give', { position, givenAs, amountMinor: part.amountMinor });
		return { ...(await shown(transaction, locked)), changed };
	});
}

/** What a booking gives back, with its parts. */
export async function showRefund({ store }: Office, booking: string): Promise<Omit<DecidedRefund, 'changed'>> {
	return await store.asStaff(async (transaction) => await shown(transaction, await getBooking(transaction, booking)));
}

async function lockWithRefund(transaction: Transaction, named: string): Promise<Booking> {
	const { bookingId } = await getBooking(transaction, named);
	const booking = await lockBooking(transaction, bookingId);
	if (!booking) throw new RangeError(`the booking ${bookingId} went away`);
	return booking;
}

async function shown(transaction: Transaction, booking: Booking) {
	const refund = await findRefund(transaction, booking.bookingId);
	if (!refund) {
		throw wrong('booking', `${booking.bookingCode} has no refund: it is ${booking.status}`, 'not_found');
	}
	return { booking, refund, parts: await partsOfRefund(transaction, booking.bookingId) };
}

function wrong(field: string, complaint: string, fault: 'conflict' | 'not_found' = 'conflict'): InputError {
	return new InputError(field, complaint, 'Look at the refund with MSP Rental → Booking: Get.', fault);
}

function audit(
	transaction: Transaction,
	{ customerId, bookingId, bookingCode }: Booking,
	action: string,
	detail: object,
): void {
	transaction.audit({
		customerId,
		action,
		subject: bookingId,
		outcome: 'done',
		detail: { bookingCode, ...detail },
		correlationId: bookingCode,
	});
}
