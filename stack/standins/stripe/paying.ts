import { setTimeout as wait } from 'node:timers/promises';
import type { StandinAnswer, StandinRequest } from '../shared';
import { checkout } from './checkout';
import { unknownPath } from './errors';
import { payPage, successOf } from './payPage';
import type { StripeState } from './state';

/** The page waits so long for the endpoints before the buyer goes on (docs.stripe.com/checkout/fulfillment). */
const patienceMs = 10_000;

/**
 * Plays the page of a session. To look at it changes nothing; its button pays and leads to the success page. A test that
 * accepts JSON pays as well, and is answered with the event and its deliveries.
 */
export async function playPage(
	{ method, path, headers }: StandinRequest,
	state: StripeState,
	id: string,
): Promise<StandinAnswer> {
	const session = checkout.retrieve(state, id);
	const page = { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } };
	if (method === 'GET') return { ...page, body: payPage(session, state.lines?.[id]) };
	if (method !== 'POST') throw unknownPath(method, path);
	if (headers.accept?.includes('application/json')) return { body: await checkout.pay(state, id) };
	if (session.status === 'open')
		await Promise.race([checkout.pay(state, id), wait(patienceMs, undefined, { ref: false })]);
	const location = successOf(session);
	if (session.status !== 'complete' || location === undefined) return { ...page, body: payPage(session) };
	return { status: 303, headers: { location } };
}
