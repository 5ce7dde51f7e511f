import { z } from 'zod';
import { ignored, objectOf, type PaymentEvent, rejected, type Rejection, unreadable } from '../payments';
import { payPalReadings } from './readings';

const webhookEvent = z.object({
	id: z.string().min(1).max(255),
	event_type: z.string().min(1).max(255),
	create_time: z.iso.datetime({ offset: true }),
	resource: z.unknown(),
});

/** Reads a verified body. An event that the pack does not know is `ignored`; one that it cannot read is refused. */
export function readPayPalEvent(body: Buffer): PaymentEvent | Rejection {
	const raw = objectOf(body);
	if (!raw) return rejected('malformed', 'its body is not a JSON object');
	const parsed = webhookEvent.safeParse(raw);
	if (!parsed.success) return rejected('malformed', `its body is not an event: ${unreadable(parsed.error)}`);
	const { id, event_type: type, create_time, resource } = parsed.data;
	try {
		const reading = payPalReadings.get(type)?.(resource) ?? ignored;
		const occurredAt = new Date(create_time).toISOString();
		return { ...reading, provider: 'paypal', eventId: id, type, occurredAt, raw };
	} catch (error) {
		return rejected('malformed', `the ${type} event cannot be read: ${unreadable(error)}`);
	}
}
