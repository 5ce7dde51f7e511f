import type Stripe from 'stripe';
import type { SideEffect } from '../../tasks';
import { withStripe, type StripeAccount } from '../client';
import { changeEffect } from './change';
import { creationEffect, madeSince, sinceOf, type Asked, type Intent } from './creation';
import { lineItemsOf, orderMetadata, type Interval, type Line, type OrderReferences } from './lines';
import { getOne, largestPage } from './lists';
import { toRead, toWrite } from './rights';
import { shownSession, type ShownSession } from './shownObjects';
import { markedBy, markOf } from './work';

export interface CheckoutInput {
	readonly mode: 'payment' | 'subscription' | 'setup';
	/** None for the mode setup. */
	readonly lines: readonly Line[];
	/** How often lines with an amount are paid, in the mode subscription. */
	readonly every?: { readonly interval: Interval; readonly count: number };
	/** ISO 4217, for the mode setup. */
	readonly currency?: string;
	readonly successUrl: string;
	readonly cancelUrl?: string;
	/** The customer at Stripe; otherwise Stripe asks for what it needs. */
	readonly customerId?: string;
	readonly email?: string;
	readonly references: OrderReferences;
	readonly metadata?: Readonly<Record<string, string>>;
	/** Of the page, such as `nl`. */
	readonly language?: string;
	/** Stripe takes 30 minutes to 24 hours. */
	readonly expiresInMinutes?: number;
	/** Whether a payment keeps the payment method, to charge it later without the customer. */
	readonly keepPaymentMethod?: boolean;
}

const right = toWrite('checkoutSession', 'Checkout Session: Create');
const show = (object: unknown): ShownSession => shownSession.parse(object);

/**
 * The parameters of Stripe. Metadata is not handed on by Stripe: what comes of the session gets the references by itself,
 * so that each of its events can be told by them.
 */
function paramsOf(input: CheckoutInput, mark: Stripe.MetadataParam): Stripe.Checkout.SessionCreateParams {
	const { mode, lines, every, currency, references, expiresInMinutes } = input;
	const metadata = orderMetadata(references, input.metadata);
	return {
		mode,
		...(mode === 'setup'
			? { currency: currency?.toLowerCase() ?? 'eur' }
			: {
					line_items: lineItemsOf(
						lines,
						mode === 'subscription' ? (every ?? { interval: 'month', count: 1 }) : undefined,
					),
				}),
		success_url: input.successUrl,
		...(input.cancelUrl !== undefined && { cancel_url: input.cancelUrl }),
		...(input.customerId !== undefined && { customer: input.customerId }),
		...(input.customerId === undefined && input.email !== undefined && { customer_email: input.email }),
		...(references.order !== undefined && { client_reference_id: references.order }),
		...(input.language !== undefined && { locale: input.language }),
		...(expiresInMinutes !== undefined && { expires_at: Math.floor(Date.now() / 1000) + expiresInMinutes * 60 }),
		metadata: { ...metadata, ...mark },
		...(mode === 'payment' && {
			payment_intent_data: {
				metadata,
				...(input.keepPaymentMethod === true && { setup_future_usage: 'off_session' as const }),
			},
		}),
		...(mode === 'subscription' && { subscription_data: { metadata } }),
		...(mode === 'setup' && { setup_intent_data: { metadata } }),
	};
}

/** Without a customer, sessions of the last days are looked at: none stays open for longer than one. */
const recent = (since: number | null) => since ?? Math.floor(Date.now() / 1000) - 3 * 86_400;

const sessionsOf = (stripe: Stripe, { customerId }: CheckoutInput, since: number | null) =>
	stripe.checkout.sessions.list({
		...largestPage,
		...(customerId === undefined ? madeSince(recent(since)) : { customer: customerId, ...madeSince(since) }),
	});

/**
 * Opens a page of Stripe on which a customer pays, subscribes or leaves a payment method. Named work, such as an order,
 * has one open page: who comes back gets the same one, a new one when that has expired, and the paid one when it is paid.
 */
export function checkoutCreation(
	account: StripeAccount,
): SideEffect<Asked<CheckoutInput>, Intent<CheckoutInput>, ShownSession> {
	const name = 'stripe.checkoutSession.create';
	const plain = creationEffect<CheckoutInput, ShownSession>(account, {
		name,
		right,
		make: async (stripe, input, mark, options) => {
			const made = await stripe.checkout.sessions.create(paramsOf(input, mark), options);
			// A repeat of the key gives the session as it was when it was made.
			const repeated = made.lastResponse.headers['idempotent-replayed'] === 'true';
			return show(repeated ? await stripe.checkout.sessions.retrieve(made.id) : made);
		},
		candidates: sessionsOf,
		show,
		undo: async (stripe, { sessionId }) => await expireOpen(stripe, sessionId),
	});
	return {
		...plain,
		async plan(asked) {
			const { work, params } = asked;
			if (work.kind !== 'named') return await plain.plan(asked);
			const made = await withStripe(
				account,
				async (stripe) => await sessionsOf(stripe, params, null).autoPagingToArray({ limit: 10_000 }),
				right,
			);
			for (let attempt = 1; ; attempt++) {
				const again = attempt === 1 ? work : { ...work, id: `${work.id}\n${attempt}` };
				const mark = markOf(again, name, params);
				const held = made.find(({ metadata }) => markedBy(metadata, mark) !== 'other');
				if (held?.status !== 'expired') return { intent: { mark, params, since: sinceOf(work) } };
			}
		},
	};
}

/** @throws Stripe's refusal when the customer has paid meanwhile: money is given back by a refund only. */
async function expireOpen(stripe: Stripe, sessionId: string): Promise<void> {
	const { status } = await stripe.checkout.sessions.retrieve(sessionId);
	if (status !== 'expired') await stripe.checkout.sessions.expire(sessionId);
}

export const checkoutExpiry = (account: StripeAccount) =>
	changeEffect<{ readonly sessionId: string }, unknown, ShownSession>(account, {
		name: 'stripe.checkoutSession.expire',
		right: toWrite('checkoutSession', 'Checkout Session: Expire'),
		look: async (stripe, { sessionId }) => await stripe.checkout.sessions.retrieve(sessionId),
		make: async (stripe, { sessionId }, options) => await stripe.checkout.sessions.expire(sessionId, {}, options),
		done: (object) => show(object).status === 'expired',
		show,
	});

export const getCheckout = async (account: StripeAccount, sessionId: string): Promise<ShownSession> =>
	await getOne(
		account,
		toRead('checkoutSession', 'Checkout Session: Get'),
		async (stripe) => await stripe.checkout.sessions.retrieve(sessionId),
		show,
	);
