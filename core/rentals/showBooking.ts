import type { BackOffice } from '../db';
import type { Invoice } from '../invoices';
import type { Booking } from './bookings';
import { getBooking } from './getBooking';
import { invoicesOf } from './money';
import { findRefund, partsOfRefund, type Refund, type RefundPart } from './refunds';

export interface ShownBooking extends Booking {
	readonly firstInvoice: Invoice | null;
	readonly balanceInvoice: Invoice | null;
	/** What goes back; null while the booking has not ended otherwise than by its stay. */
	readonly refund: (Refund & { readonly parts: readonly RefundPart[] }) | null;
}

/** @throws InputError when there is no such booking. */
export async function showBooking({ store }: Pick<BackOffice, 'store'>, named: string): Promise<ShownBooking> {
	return await store.asStaff(async (transaction) => {
		const booking = await getBooking(transaction, named);
		const { first, balance } = await invoicesOf(transaction, booking);
		const refund = await findRefund(transaction, booking.bookingId);
		const parts = await partsOfRefund(transaction, booking.bookingId);
		return {
			...booking,
			firstInvoice: first ?? null,
			balanceInvoice: balance ?? null,
			refund: refund ? { ...refund, parts } : null,
		};
	});
}
