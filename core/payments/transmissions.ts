import { z } from 'zod';
import type { Transaction } from '../db';
import type { PaymentEvent } from './paymentEvent';

/** Longer than a provider repeats a delivery: what is older is refused as stale. */
const keptFor = '5 days';

/**
 * Records that a transmission is for an event, and forgets those that are too old to be accepted again.
 *
 * @returns false when the transmission was for another event: PayPal signs a checksum of 32 bits, so that somebody who saw
 *   one delivery can make another body that its signature fits.
 */
export async function claimTransmission(
	transaction: Transaction,
	{ provider, eventId }: Pick<PaymentEvent, 'provider' | 'eventId'>,
	transmissionId: string,
): Promise<boolean> {
	await transaction.run(`delete from msp.payment_transmission where received_at < now() - interval '${keptFor}'`);
	await transaction.run(
		`insert into msp.payment_transmission (provider, transmission_id, event_id) values ($1, $2, $3)
		on conflict (provider, transmission_id) do nothing`,
		[provider, transmissionId, eventId],
	);
	const known = await transaction.row(
		z.object({ eventId: z.string() }),
		`select event_id from msp.payment_transmission where provider = $1 and transmission_id = $2`,
		[provider, transmissionId],
	);
	return known?.eventId === eventId;
}
