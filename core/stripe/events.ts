import { z } from 'zod';
import { objectOf, readEvent, rejection, unreadable, type PaymentEvent, type Rejection } from '../payments';
import { stripeReadings } from './readings';

const id = z.string().min(1).max(255);
const type = z.string().min(1).max(255);
/** Whether it is of the live mode, and of which connected account when it is not the operator's own. */
const origin = {
	livemode: z.boolean().optional(),
	account: z.string().min(1).max(255).optional(),
	/** Thin events call it so. */
	context: z.string().min(1).max(255).nullish().catch(undefined),
};
/** Seconds up to the year 9999. */
const unixSeconds = z.number().int().min(0).max(253_402_300_799);

const snapshotEvent = z.object({
	...origin,
	object: z.literal('event'),
	id,
	type,
	created: unixSeconds.transform((seconds) => new Date(seconds * 1000)),
	data: z.object({ object: z.unknown() }),
});

/** An event of Stripe's v2 API: it names its object instead of holding it. None of them is about money here. */
const thinEvent = z.object({
	...origin,
	object: z.literal('v2.core.event'),
	id,
	type,
	created: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

/** Reads a verified body. The pack ignores an event that it does not know, and refuses one that it cannot read. */
export function readStripeEvent(body: Buffer): PaymentEvent | Rejection {
	const raw = objectOf(body);
	if (!raw) return rejection('malformed', 'its body is not a JSON object');
	const parsed = raw.object === 'v2.core.event' ? thinEvent.safeParse(raw) : snapshotEvent.safeParse(raw);
	if (!parsed.success) return rejection('malformed', `its body is not an event: ${unreadable(parsed.error)}`);
	const event = parsed.data;
	const envelope = {
		provider: 'stripe',
		eventId: event.id,
		type: event.type,
		occurredAt: event.created.toISOString(),
		live: event.livemode ?? null,
		account: event.account ?? event.context ?? null,
		raw,
	} as const;
	if (!('data' in event)) return readEvent(envelope, undefined, undefined);
	return readEvent(envelope, stripeReadings.get(event.type), event.data.object);
}
