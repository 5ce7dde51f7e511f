import { z } from 'zod';
import { objectOf, readEvent, rejection, unreadable, type PaymentEvent, type Rejection } from '../payments';
import { payPalReadings } from './readings';

const webhookEvent = z.object({
	id: z.string().min(1).max(255),
	event_type: z.string().min(1).max(255),
	create_time: z.iso.datetime({ offset: true }),
	resource: z.unknown(),
});

/** Reads a verified body. The pack ignores an event that it does not know, and refuses one that it cannot read. */
export function readPayPalEvent(body: Buffer): PaymentEvent | Rejection {
	const raw = objectOf(body);
	if (!raw) return rejection('malformed', 'its body is not a JSON object');
	const parsed = webhookEvent.safeParse(raw);
	if (!parsed.success) return rejection('malformed', `its body is not an event: ${unreadable(parsed.error)}`);
	const { id, event_type: type, create_time, resource } = parsed.data;
	const occurredAt = new Date(create_time).toISOString();
	// Sandbox and live have certificates of their own: an event of the other one does not pass the signature.
	const envelope = { provider: 'paypal', eventId: id, type, occurredAt, live: null, account: null, raw } as const;
	return readEvent(envelope, payPalReadings.get(type), resource);
}
