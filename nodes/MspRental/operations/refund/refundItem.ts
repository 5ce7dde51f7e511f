import type { DecidedRefund } from '../../../../core/rentals';

/** A refund as an item: the money first, and whose it is. */
export function refundItem({ booking, refund, parts, ...more }: Omit<DecidedRefund, 'changed'>): object {
	const { bookingCode, unitCode, customerCode, customerName, customerEmail, status: bookingStatus } = booking;
	return { bookingCode, unitCode, customerCode, customerName, customerEmail, bookingStatus, ...refund, parts, ...more };
}
