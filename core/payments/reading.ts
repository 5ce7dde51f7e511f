import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { ignored, type EventReferences, type PaymentEvent, type Reading } from './paymentEvent';
import { rejection, type Rejection } from './rejection';

/** Reads the object of an event; the input is the object as it was sent. */
export type Read = (object: unknown) => Reading;

/** Reads an object that a schema checks. */
export function reader<S extends z.ZodType>(schema: S, reading: (object: z.output<S>) => Reading): Read {
	return (object) => reading(schema.parse(object));
}

/** An event with what its object says. The pack ignores an event without a reader, and refuses what it cannot read. */
export function readEvent(
	envelope: Omit<PaymentEvent, keyof Reading>,
	read: Read | undefined,
	object: unknown,
): PaymentEvent | Rejection {
	try {
		return { ...(read?.(object) ?? ignored), ...envelope };
	} catch (error) {
		return rejection('malformed', `the ${envelope.type} event cannot be read: ${unreadable(error)}`);
	}
}

/** The metadata keys that a checkout of the pack carries. */
export function packReferences(value: (key: string) => string | undefined): EventReferences {
	const text = (key: string) => value(key)?.trim() || undefined;
	return compact({
		order: text('order'),
		customer: text('customer_code'),
		plan: text('plan_code'),
		domain: text('domain'),
		invoice: text('invoice'),
		// Somebody else's shop may have a key of this name.
		paymentRequest: z.uuid().safeParse(text('payment_request')).data,
	});
}

/** Says why an object could not be read: names the field and the rule that it breaks, never its value. */
export function unreadable(error: unknown): string {
	if (error instanceof z.ZodError) {
		return error.issues.map(({ path, code }) => `${path.map(String).join('.')} (${code})`).join(', ');
	}
	if (error instanceof InputError) return `its ${error.field} is not valid`;
	throw error;
}

/** Drops the keys that have no value, so that they are absent in the item and in the store alike. */
export function compact<T extends object>(values: T): T {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** The longest ID of a provider, and the most that one event is kept with. */
const longestId = 255;
const mostNames = 100;

/** The IDs that are known, once each. What cannot be an ID of a provider is left out. */
export function names(...ids: ReadonlyArray<string | null | undefined>): string[] {
	const known = ids.filter((id): id is string => typeof id === 'string' && id !== '' && id.length <= longestId);
	return [...new Set(known)].slice(0, mostNames);
}
