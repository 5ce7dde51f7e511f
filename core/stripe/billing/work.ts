import { createHash } from 'node:crypto';
import type Stripe from 'stripe';

/**
 * What a change at Stripe is for. Two changes of one work are one change, whatever dies, repeats or comes late in between.
 *
 * `step`   a durable step: the task and the name of the step.
 * `named`  the operator says what it is for, such as an invoice number: the same words are the same work for ever.
 * `run`    neither: one item of one run of one node. What n8n repeats by itself within the run is the same work.
 */
export interface Work {
	readonly kind: 'step' | 'named' | 'run';
	readonly id: string;
}

/** The key of Stripe's metadata under which an object says of which work it is. Keys may have 40 characters. */
export const workKey = 'msp_work';

export function hashOf(...parts: readonly unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** JSON with the names in order, so that the same parameters are the same text. */
export function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (value instanceof Date) return value.toISOString();
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, held]) => held !== undefined);
	return Object.fromEntries(
		entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, held]) => [name, inOrder(held)]),
	);
}

/**
 * The mark of a change: of which work it is, and what was asked for. A change of the same work that asks for something
 * else is a mistake, and not a second change.
 */
export interface Mark {
	readonly work: string;
	readonly asked: string;
}

/** @param effect tells two changes of one work apart, such as a customer and its charge. */
export function markOf({ kind, id }: Work, effect: string, asked: unknown): Mark {
	const askedFor = hashOf(inOrder(asked));
	return { work: hashOf(kind, id, effect, ...(kind === 'run' ? [askedFor] : [])), asked: askedFor.slice(0, 8) };
}

export const markText = ({ work, asked }: Mark): string => `${work}.${asked}`;

/** Stripe keeps a key for about a day, and takes 255 characters. */
export const keyed = ({ work }: Pick<Mark, 'work'>): Stripe.RequestOptions => ({
	idempotencyKey: `n8n-nodes-msp-${work}`,
});

/** What an object says of its work: ours, of the same work but something else, or of another. */
export function markedBy(metadata: unknown, { work, asked }: Mark): 'ours' | 'changed' | 'other' {
	const text: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, workKey) : undefined;
	if (typeof text !== 'string' || !text.startsWith(`${work}.`)) return 'other';
	return text === `${work}.${asked}` ? 'ours' : 'changed';
}
