import { z } from 'zod';
import { ignored, objectOf, type PaymentEvent, rejected, type Rejection, unreadable } from '../payments';
import { stripeReadings } from './readings';

/** Seconds up to the year 9999. */
const unixSeconds = z.number().int().min(0).max(253_402_300_799);

const snapshotEvent = z.object({
	object: z.literal('event'),
	id: z.string().min(1).max(255),
	type: z.string().min(1).max(255),
	created: unixSeconds,
	data: z.object({ object: z.unknown() }),
});

/** An event of Stripe's v2 API: it names its object instead of holding it. None of them is about money here. */
const thinEvent = z.object({
	object: z.literal('v2.core.event'),
	id: z.string().min(1).max(255),
	type: z.string().min(1).max(255),
	created: z.iso.datetime({ offset: true }),
});

/** Reads a verified body. An event that the pack does not know is `ignored`; one that it cannot read is refused. */
export function readStripeEvent(body: Buffer): PaymentEvent | Rejection {
	const raw = objectOf(body);
	if (!raw) return rejected('malformed', 'its body is not a JSON object');
	const thin = thinEvent.safeParse(raw);
	if (thin.success) {
		const { id, type, created } = thin.data;
		return {
			...ignored,
			provider: 'stripe',
			eventId: id,
			type,
			occurredAt: new Date(created).toISOString(),
			raw,
		};
	}
	const parsed = snapshotEvent.safeParse(raw);
	if (!parsed.success) return rejected('malformed', `its body is not an event: ${unreadable(parsed.error)}`);
	const { id, type, created, data } = parsed.data;
	try {
		const reading = stripeReadings.get(type)?.(data.object) ?? ignored;
		return {
			...reading,
			provider: 'stripe',
			eventId: id,
			type,
			occurredAt: new Date(created * 1000).toISOString(),
			raw,
		};
	} catch (error) {
		return rejected('malformed', `the ${type} event cannot be read: ${unreadable(error)}`);
	}
}
