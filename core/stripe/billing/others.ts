import type Stripe from 'stripe';
import { ExternalError } from '../../kernel/errors';
import type { StripeAccount } from '../client';
import { madeSince } from './creation';
import { getOne, largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownEvent } from './shownBilling';
import { shownPortal, shownPrice } from './shownObjects';

export interface PortalInput {
	readonly customerId: string;
	readonly returnUrl?: string;
	/** Such as `nl`; otherwise the browser's. */
	readonly language?: string;
}

/** Opens the pages on which a customer manages payment methods and subscriptions. The link is short-lived: each call makes one. */
export const openPortal = async (account: StripeAccount, { customerId, returnUrl, language }: PortalInput) =>
	await getOne(
		account,
		toWrite('billingPortal', 'Billing Portal: Create Session'),
		async (stripe) =>
			await stripe.billingPortal.sessions.create({
				customer: customerId,
				...(returnUrl !== undefined && { return_url: returnUrl }),
				...(language !== undefined && { locale: language }),
			}),
		(object) => shownPortal.parse(object),
	);

export const listPrices = async (account: StripeAccount, limit: number | null) =>
	await listAtMost(account, toRead('price', 'the list of prices'), limit, {
		list: (stripe, page) => stripe.prices.list({ ...page, active: true }),
		show: (object) => shownPrice.parse(object),
	});

export type ShownEvent = ReturnType<typeof shownEvent.parse>;

export const getEvent = async (account: StripeAccount, eventId: string): Promise<ShownEvent> =>
	await getOne(
		account,
		toRead('event', 'Event: Get'),
		async (stripe) => await stripe.events.retrieve(eventId),
		(object) => shownEvent.parse(object),
	);

export interface EventFilter {
	readonly since?: Date;
	/** The last event that is known: those after it are returned. */
	readonly after?: string;
	readonly types?: readonly string[];
}

/**
 * What happened, the oldest first. With `after` of the last one it goes on where it stopped, and misses and doubles
 * nothing. Stripe keeps events for 30 days.
 *
 * @throws ExternalError `not_found` when Stripe does not have the event `after` any more.
 */
export async function listEvents(
	account: StripeAccount,
	{ since, after, types }: EventFilter,
	limit: number | null,
): Promise<ShownEvent[]> {
	const filter = {
		...(since && madeSince(Math.floor(since.getTime() / 1000))),
		...(types && types.length > 0 && { types: [...types] }),
	};
	const right = toRead('event', 'Event: List');
	const show = (object: unknown): ShownEvent => shownEvent.parse(object);
	if (after !== undefined) {
		// Backwards from the cursor, Stripe's client gives the oldest first.
		const list = (stripe: Stripe) => stripe.events.list({ ...filter, ...largestPage, ending_before: after });
		return await listAtMost(account, right, limit, { list, show }).catch(cursorGone(after));
	}
	// Stripe lists the newest first, and the oldest are wanted first.
	const all = await listAtMost(account, right, null, {
		list: (stripe, page) => stripe.events.list({ ...filter, ...page }),
		show,
	});
	all.reverse();
	return limit === null ? all : all.slice(0, limit);
}

const cursorGone = (after: string) => (error: unknown) => {
	if (!(error instanceof ExternalError) || error.errorClass !== 'not_found') throw error;
	throw new ExternalError(
		'not_found',
		`Stripe does not have the event ${after} any more: it keeps events for 30 days`,
		'Give Since instead, and look at the objects themselves for what is older.',
	);
};
