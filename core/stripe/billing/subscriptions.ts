import type Stripe from 'stripe';
import { InputError } from '../../kernel/errors';
import type { StripeAccount } from '../client';
import { changeEffect } from './change';
import { creationEffect, madeSince } from './creation';
import { orderMetadata, type OrderReferences } from './lines';
import { getOne, largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownSubscription } from './shownBilling';

export interface SubscriptionInput {
	readonly customerId: string;
	readonly items: ReadonlyArray<{ readonly priceId: string; readonly quantity: number }>;
	/** Null charges the customer's payment method; a number sends each invoice, to be paid within so many days. */
	readonly daysUntilDue: number | null;
	readonly paymentMethodId?: string;
	readonly trialDays?: number;
	readonly description?: string;
	readonly references: OrderReferences;
	readonly metadata?: Readonly<Record<string, string>>;
}

export type ShownSubscription = ReturnType<typeof shownSubscription.parse>;
const show = (object: unknown): ShownSubscription => shownSubscription.parse(object);

/** Undo cancels it at once. What it has charged stays: money goes back by a refund only. */
export const subscriptionCreation = (account: StripeAccount) =>
	creationEffect<SubscriptionInput, ShownSubscription>(account, {
		name: 'stripe.subscription.create',
		right: toWrite('subscription', 'Subscription: Create'),
		make: async (stripe, input, mark, options) =>
			show(await stripe.subscriptions.create(paramsOf(input, mark), options)),
		candidates: (stripe, { customerId }, since) =>
			stripe.subscriptions.list({ customer: customerId, status: 'all', ...largestPage, ...madeSince(since) }),
		show,
		undo: async (stripe, { subscriptionId }) => {
			const { status } = await stripe.subscriptions.retrieve(subscriptionId);
			if (status !== 'canceled') await stripe.subscriptions.cancel(subscriptionId);
		},
	});

function paramsOf(input: SubscriptionInput, mark: Stripe.MetadataParam): Stripe.SubscriptionCreateParams {
	const { customerId, items, daysUntilDue, paymentMethodId, trialDays, description } = input;
	return {
		customer: customerId,
		items: items.map(({ priceId, quantity }) => ({ price: priceId, quantity })),
		...(daysUntilDue === null
			? { collection_method: 'charge_automatically', off_session: true }
			: { collection_method: 'send_invoice', days_until_due: daysUntilDue }),
		...(paymentMethodId !== undefined && { default_payment_method: paymentMethodId }),
		...(trialDays !== undefined && { trial_period_days: trialDays }),
		...(description !== undefined && { description }),
		metadata: { ...orderMetadata(input.references, input.metadata), ...mark },
	};
}

export interface PriceChange {
	readonly subscriptionId: string;
	readonly priceId: string;
	/** Absent leaves it as it is. */
	readonly quantity?: number;
	/** Which item, when there are several. */
	readonly itemId?: string;
	readonly proration: 'create_prorations' | 'always_invoice' | 'none';
}

const look = async (stripe: Stripe, { subscriptionId }: { readonly subscriptionId: string }): Promise<unknown> =>
	await stripe.subscriptions.retrieve(subscriptionId);

export const subscriptionPriceChange = (account: StripeAccount) =>
	changeEffect<PriceChange, unknown, ShownSubscription>(account, {
		name: 'stripe.subscription.changePrice',
		right: toWrite('subscription', 'Subscription: Change Price'),
		look,
		make: async (stripe, change, options) => {
			const { subscriptionId, priceId, quantity, proration } = change;
			const id = itemOf(show(await look(stripe, change)), change.itemId);
			return await stripe.subscriptions.update(
				subscriptionId,
				{
					items: [{ id, price: priceId, ...(quantity !== undefined && { quantity }) }],
					proration_behavior: proration,
				},
				options,
			);
		},
		done: (object, { priceId, quantity, itemId }) =>
			show(object).items.some(
				(item) =>
					item.priceId === priceId &&
					(itemId === undefined || item.itemId === itemId) &&
					(quantity === undefined || item.quantity === quantity),
			),
		show,
	});

function itemOf({ items, subscriptionId }: ShownSubscription, itemId: string | undefined): string {
	const chosen = itemId === undefined ? items : items.filter((item) => item.itemId === itemId);
	const [only] = chosen;
	if (only && chosen.length === 1) return only.itemId;
	const ids = items.map((item) => item.itemId).slice(0, 20);
	throw new InputError(
		'itemId',
		itemId === undefined ? 'is missing: the subscription has several items' : `is not an item of ${subscriptionId}`,
		`Give one of ${ids.join(', ')}.`,
	);
}

export interface SubscriptionRef {
	readonly subscriptionId: string;
}

/** At once, and for good. */
export const subscriptionCancellation = (account: StripeAccount) =>
	changeEffect<SubscriptionRef, unknown, ShownSubscription>(account, {
		name: 'stripe.subscription.cancel',
		right: toWrite('subscription', 'Subscription: Cancel'),
		look,
		make: async (stripe, { subscriptionId }, { idempotencyKey: _ofPosts, ...options }) =>
			await stripe.subscriptions.cancel(subscriptionId, {}, options),
		done: (object) => show(object).status === 'canceled',
		show,
	});

const ends = async (stripe: Stripe, subscriptionId: string, atPeriodEnd: boolean, options?: Stripe.RequestOptions) =>
	await stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: atPeriodEnd }, options);

export const subscriptionEnding = (account: StripeAccount) =>
	changeEffect<SubscriptionRef, unknown, ShownSubscription>(account, {
		name: 'stripe.subscription.endAtPeriodEnd',
		right: toWrite('subscription', 'Subscription: Cancel'),
		look,
		make: async (stripe, { subscriptionId }, options) => await ends(stripe, subscriptionId, true, options),
		done: (object) => show(object).cancelAtPeriodEnd || show(object).status === 'canceled',
		show,
		undo: async (stripe, { subscriptionId }) => await ends(stripe, subscriptionId, false),
	});

/** Goes on with one that is paused, or that was to end with its period. */
export const subscriptionResumption = (account: StripeAccount) =>
	changeEffect<SubscriptionRef, unknown, ShownSubscription>(account, {
		name: 'stripe.subscription.resume',
		right: toWrite('subscription', 'Subscription: Resume'),
		look,
		make: async (stripe, { subscriptionId }, options) => {
			const { status } = await stripe.subscriptions.retrieve(subscriptionId);
			if (status === 'paused') return await stripe.subscriptions.resume(subscriptionId, {}, options);
			return await ends(stripe, subscriptionId, false, options);
		},
		done: (object) => {
			const { status, cancelAtPeriodEnd } = show(object);
			return !cancelAtPeriodEnd && status !== 'paused' && status !== 'canceled';
		},
		show,
	});

export const getSubscription = async (account: StripeAccount, subscriptionId: string): Promise<ShownSubscription> =>
	await getOne(
		account,
		toRead('subscription', 'Subscription: Get'),
		async (stripe) => await stripe.subscriptions.retrieve(subscriptionId),
		show,
	);

export const subscriptionStatuses = [
	'active',
	'all',
	'canceled',
	'incomplete',
	'incomplete_expired',
	'past_due',
	'paused',
	'trialing',
	'unpaid',
] as const;

export interface SubscriptionFilter {
	readonly customerId?: string;
	/** Absent leaves those out that are cancelled. */
	readonly status?: (typeof subscriptionStatuses)[number];
	readonly createdSince?: Date;
}

export const listSubscriptions = async (
	account: StripeAccount,
	{ customerId, status, createdSince }: SubscriptionFilter,
	limit: number | null,
): Promise<ShownSubscription[]> =>
	await listAtMost(account, toRead('subscription', 'Subscription: List'), limit, {
		list: (stripe, page) =>
			stripe.subscriptions.list({
				...page,
				...(customerId !== undefined && { customer: customerId }),
				...(status !== undefined && { status }),
				...(createdSince && madeSince(Math.floor(createdSince.getTime() / 1000))),
			}),
		show,
	});
