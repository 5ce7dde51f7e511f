import Stripe from 'stripe';
import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { ReadBack, SideEffect } from '../../tasks';
import { withStripe, type StripeAccount } from '../client';
import { keyed, markedBy, markOf, markText, workKey, type Mark, type Work } from './work';

/** What an effect is given: what to make, and which work it is for. */
export interface Asked<Params> {
	readonly work: Work;
	readonly params: Params;
}

/** What is decided on before the call. */
export interface Intent<Params> {
	readonly mark: Mark;
	readonly params: Params;
	/** Seconds: nothing that is older can be ours. Null when an earlier run may have made it long ago. */
	readonly since: number | null;
}

interface Marked {
	readonly id: string;
	readonly metadata?: unknown;
}

/** How one kind of object of Stripe is made, so that it is made once. */
export interface Creation<Params, Result> {
	/** `stripe.thing.verb`. */
	readonly name: string;
	/** What a restricted key must be allowed to do for it; see `rights`. */
	readonly right: string;
	/** @param mark goes into the metadata of what is made. */
	make(stripe: Stripe, params: Params, mark: Stripe.MetadataParam, options: Stripe.RequestOptions): Promise<Result>;
	/** Where it would be if it were there: lists, which show what was written at once. */
	candidates(stripe: Stripe, params: Params, since: number | null, mark: Mark): AsyncIterable<Marked>;
	show(object: Marked): Result;
	undo?(stripe: Stripe, result: Result): Promise<void>;
}

export const recorded = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const intentOf = <Params>() =>
	z.object({
		mark: z.object({ work: z.string(), asked: z.string() }),
		params: recorded<Params>(),
		since: z.number().nullable(),
	}) as unknown as z.ZodType<Intent<Params>>;

/** Clocks differ by less. */
const skewSeconds = 600;

/** @throws InputError through `withStripe` when there is no key. */
export function creationEffect<Params extends object, Result extends object>(
	account: StripeAccount,
	{ name, right, make, candidates, show, undo }: Creation<Params, Result>,
): SideEffect<Asked<Params>, Intent<Params>, Result> {
	return {
		name,
		intent: intentOf<Params>(),
		result: recorded<Result>(),
		async plan({ work, params }) {
			const mark = markOf(work, name, params);
			return { intent: { mark, params, since: sinceOf(work) } };
		},
		apply: async ({ mark, params, since }) =>
			await withStripe(
				account,
				async (stripe) => {
					try {
						return await make(stripe, params, { [workKey]: markText(mark) }, keyed(mark));
					} catch (error) {
						// A repeat of the run says the same, but for what follows from the clock.
						if (!isKeyTaken(error)) throw error;
						const found = await foundOf(candidates(stripe, params, since, mark), mark, show);
						if (found.state !== 'ours') throw error;
						return found.result;
					}
				},
				right,
			),
		readBack: async (intent) =>
			await withStripe(
				account,
				async (stripe) =>
					await foundOf(candidates(stripe, intent.params, intent.since, intent.mark), intent.mark, show),
				right,
			),
		...(undo && {
			undo: async (_intent: Intent<Params>, result: Result) =>
				await withStripe(account, async (stripe) => await undo(stripe, result), right),
		}),
	};
}

/** The key stands for a call with other parameters. */
export const isKeyTaken = (error: unknown): boolean => error instanceof Stripe.errors.StripeIdempotencyError;

export function sinceOf({ kind }: Work): number | null {
	return kind === 'named' ? null : Math.floor(Date.now() / 1000) - skewSeconds;
}

export async function foundOf<Result, Object extends Marked>(
	candidates: AsyncIterable<Object>,
	mark: Mark,
	show: (object: Object) => Result,
): Promise<ReadBack<Result>> {
	for await (const object of candidates) {
		const whose = markedBy(object.metadata, mark);
		if (whose === 'ours') return { state: 'ours', result: show(object) };
		if (whose === 'changed') {
			return {
				state: 'foreign',
				evidence: `${object.id} was made for the same work, with other values than these`,
			};
		}
	}
	return { state: 'absent' };
}

/** The filter of a list by age. */
export const madeSince = (since: number | null) => (since === null ? {} : { created: { gte: since } });

/**
 * Makes a change of named work: what an earlier run made, perhaps long ago, is given back. Stripe itself forgets its keys
 * after about a day.
 *
 * @throws ExternalError `exists` when the same words stand for something else already.
 */
export async function performNamed<Input, Planned, Result>(
	effect: SideEffect<Input, Planned, Result>,
	input: Input,
	perform: (effect: SideEffect<Input, Planned, Result>, input: Input) => Promise<Result>,
): Promise<Result> {
	const { intent } = await effect.plan(input);
	const found = await effect.readBack(intent);
	if (found.state === 'ours') return found.result;
	if (found.state === 'foreign') {
		throw new ExternalError('exists', found.evidence, 'Say what this one is for in other words.');
	}
	return await perform(effect, input);
}
