import type Stripe from 'stripe';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { unlessMissing, withStripe, type StripeAccount } from '../client';
import { recorded, sinceOf, type Asked, type Intent } from './creation';
import { keyed, markOf } from './work';

/** How the state of an object of Stripe is changed. Whether it is done can be seen by the object. */
export interface Change<Params, Object, Result> {
	/** `stripe.thing.verb`. */
	readonly name: string;
	readonly right: string;
	look(stripe: Stripe, params: Params): Promise<Object>;
	make(stripe: Stripe, params: Params, options: Stripe.RequestOptions): Promise<Object>;
	/** Whether the object shows the change, whoever made it. */
	done(object: Object, params: Params): boolean;
	show(object: Object): Result;
	undo?(stripe: Stripe, params: Params): Promise<unknown>;
}

/**
 * An object that is changed already stays as it is: a repeat changes nothing.
 *
 * @throws ExternalError in Stripe's words, such as `not_found`.
 */
export function changeEffect<Params extends object, Object, Result extends object>(
	account: StripeAccount,
	{ name, right, look, make, done, show, undo }: Change<Params, Object, Result>,
): SideEffect<Asked<Params>, Intent<Params>, Result> {
	const ask = async <T>(work: (stripe: Stripe) => Promise<T>) => await withStripe(account, work, right);
	return {
		name,
		intent: recorded<Intent<Params>>(),
		result: recorded<Result>(),
		plan: async ({ work, params }) => ({
			intent: { mark: markOf(work, name, params), params, since: sinceOf(work) },
		}),
		async apply({ mark, params }) {
			try {
				return show(await ask(async (stripe) => await make(stripe, params, keyed(mark))));
			} catch (error) {
				// Stripe refuses to finalize, void or cancel twice.
				if (!(error instanceof ExternalError) || !['invalid', 'not_found'].includes(error.errorClass)) throw error;
				const now = await ask(async (stripe) => await look(stripe, params).catch(unlessMissing));
				if (now !== undefined && done(now, params)) return show(now);
				throw error;
			}
		},
		readBack: async ({ params }) =>
			await ask(async (stripe) => {
				const now = await look(stripe, params).catch(unlessMissing);
				return now !== undefined && done(now, params) ? { state: 'ours', result: show(now) } : { state: 'absent' };
			}),
		...(undo && {
			undo: async ({ params }: Intent<Params>) => {
				await ask(async (stripe) => await undo(stripe, params));
			},
		}),
	};
}
