import { z } from 'zod';
import { settleByHand } from '../billing';
import type { BackOffice } from '../db';

const leftover = z.object({ invoiceId: z.uuid(), bookingCode: z.string(), balanceMinor: z.number() });

/**
 * Takes off what is still open on invoices of bookings that ended: an invoice that was paid in part cannot be void, and nobody
 * owes the rest. A repeat finds nothing.
 */
export async function closeLeftovers({ store }: Pick<BackOffice, 'store'>): Promise<void> {
	const left = await store.asStaff(
		async (transaction) =>
			await transaction.rows(
				leftover,
				`select i.id as invoice_id, b.booking_code, i.balance_minor from msp.rental_booking b
				join msp.invoice i on i.id in (b.first_invoice_id, b.balance_invoice_id)
				where b.status in ('expired', 'cancelled') and i.source = 'msp' and i.status in ('open', 'partial')
					and i.balance_minor > 0`,
			),
	);
	for (const { invoiceId, bookingCode, balanceMinor } of left) {
		await settleByHand(
			{ store },
			{
				invoice: invoiceId,
				reason: `the booking ${bookingCode} ended: nobody owes the rest`,
				reference: `rental ended ${bookingCode} ${balanceMinor}`,
			},
		);
	}
}
