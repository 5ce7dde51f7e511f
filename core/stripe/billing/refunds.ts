import type Stripe from 'stripe';
import { InputError } from '../../kernel/errors';
import { money } from '../../kernel/money';
import type { SideEffect } from '../../tasks';
import { stripeAmountOf } from '../amount';
import { withStripe, type StripeAccount } from '../client';
import { creationEffect, madeSince, type Asked, type Intent } from './creation';
import { getOne, largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownRefund } from './shownObjects';

export interface RefundInput {
	readonly paymentIntentId: string;
	/** In ISO minor units of the payment's currency; null for all that is left. */
	readonly amountMinor: number | null;
	readonly reason?: Stripe.RefundCreateParams.Reason;
	readonly metadata?: Readonly<Record<string, string>>;
}

interface PlannedRefund extends RefundInput {
	/** In Stripe's units. */
	readonly amount?: number;
}

type Shown = ReturnType<typeof shownRefund.parse>;
const show = (object: unknown): Shown => shownRefund.parse(object);
const right = toWrite('refund', 'Refund: Create');

/**
 * Gives money back. It cannot be undone.
 *
 * @throws InputError from `plan` when the amount is none of the payment's currency.
 */
export function refundCreation(account: StripeAccount): SideEffect<Asked<RefundInput>, Intent<PlannedRefund>, Shown> {
	const plain = creationEffect<PlannedRefund, Shown>(account, {
		name: 'stripe.refund.create',
		right,
		make: async (stripe, { paymentIntentId, amount, reason, metadata }, mark, options) =>
			show(
				await stripe.refunds.create(
					{
						payment_intent: paymentIntentId,
						...(amount !== undefined && { amount }),
						...(reason !== undefined && { reason }),
						metadata: { ...metadata, ...mark },
					},
					options,
				),
			),
		candidates: (stripe, { paymentIntentId }, since) =>
			stripe.refunds.list({ payment_intent: paymentIntentId, ...largestPage, ...madeSince(since) }),
		show,
	});
	return {
		...plain,
		async plan({ work, params }) {
			const { amountMinor, paymentIntentId } = params;
			if (amountMinor === null) return await plain.plan({ work, params });
			if (amountMinor < 1) throw new InputError('amountMinor', 'must be above 0', 'Say how much goes back.');
			const { currency } = await withStripe(
				account,
				async (stripe) => await stripe.paymentIntents.retrieve(paymentIntentId),
				toRead('paymentIntent', 'Refund: Create'),
			);
			const amount = stripeAmountOf(money(amountMinor, currency.toUpperCase()));
			return await plain.plan({ work, params: { ...params, amount } });
		},
	};
}

export const getRefund = async (account: StripeAccount, refundId: string): Promise<Shown> =>
	await getOne(
		account,
		toRead('refund', 'Refund: Get'),
		async (stripe) => await stripe.refunds.retrieve(refundId),
		show,
	);

export const listRefunds = async (
	account: StripeAccount,
	{ paymentIntentId, createdSince }: { readonly paymentIntentId?: string; readonly createdSince?: Date },
	limit: number | null,
): Promise<Shown[]> =>
	await listAtMost(account, toRead('refund', 'Refund: List'), limit, {
		list: (stripe, page) =>
			stripe.refunds.list({
				...page,
				...(paymentIntentId !== undefined && { payment_intent: paymentIntentId }),
				...(createdSince && madeSince(Math.floor(createdSince.getTime() / 1000))),
			}),
		show,
	});
