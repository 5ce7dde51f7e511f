import type { StripeAccount } from '../client';
import { changeEffect } from './change';
import { creationEffect } from './creation';
import { lineItemsOf, orderMetadata, type Interval, type Line, type OrderReferences } from './lines';
import { getOne, largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownPaymentLink } from './shownObjects';

export interface PaymentLinkInput {
	readonly lines: readonly Line[];
	/** How often it is paid; absent for once. */
	readonly every?: { readonly interval: Interval; readonly count: number };
	/** Where the customer goes after paying; otherwise Stripe shows a page of its own. */
	readonly successUrl?: string;
	readonly references: Omit<OrderReferences, 'order'>;
	readonly metadata?: Readonly<Record<string, string>>;
}

type Shown = ReturnType<typeof shownPaymentLink.parse>;
const show = (object: unknown): Shown => shownPaymentLink.parse(object);

/** A link that anybody may pay, and any number of times: what must be paid once is a checkout session. */
export const paymentLinkCreation = (account: StripeAccount) =>
	creationEffect<PaymentLinkInput, Shown>(account, {
		name: 'stripe.paymentLink.create',
		right: toWrite('paymentLink', 'Payment Link: Create'),
		make: async (stripe, { lines, every, successUrl, references, metadata }, mark, options) => {
			const kept = orderMetadata(references, metadata);
			const made = await stripe.paymentLinks.create(
				{
					line_items: lineItemsOf(lines, every),
					metadata: { ...kept, ...mark },
					...(every ? { subscription_data: { metadata: kept } } : { payment_intent_data: { metadata: kept } }),
					...(successUrl !== undefined && {
						after_completion: { type: 'redirect' as const, redirect: { url: successUrl } },
					}),
				},
				options,
			);
			return show(made);
		},
		candidates: (stripe) => stripe.paymentLinks.list(largestPage),
		show,
		undo: async (stripe, { paymentLinkId }) => {
			await stripe.paymentLinks.update(paymentLinkId, { active: false });
		},
	});

export const paymentLinkDeactivation = (account: StripeAccount) =>
	changeEffect<{ readonly paymentLinkId: string }, unknown, Shown>(account, {
		name: 'stripe.paymentLink.deactivate',
		right: toWrite('paymentLink', 'Payment Link: Deactivate'),
		look: async (stripe, { paymentLinkId }) => await stripe.paymentLinks.retrieve(paymentLinkId),
		make: async (stripe, { paymentLinkId }, options) =>
			await stripe.paymentLinks.update(paymentLinkId, { active: false }, options),
		done: (object) => !show(object).active,
		show,
		undo: async (stripe, { paymentLinkId }) => await stripe.paymentLinks.update(paymentLinkId, { active: true }),
	});

export const getPaymentLink = async (account: StripeAccount, paymentLinkId: string): Promise<Shown> =>
	await getOne(
		account,
		toRead('paymentLink', 'Payment Link: Get'),
		async (stripe) => await stripe.paymentLinks.retrieve(paymentLinkId),
		show,
	);

export const listPaymentLinks = async (
	account: StripeAccount,
	{ active }: { readonly active?: boolean },
	limit: number | null,
): Promise<Shown[]> =>
	await listAtMost(account, toRead('paymentLink', 'Payment Link: List'), limit, {
		list: (stripe, page) => stripe.paymentLinks.list({ ...page, ...(active !== undefined && { active }) }),
		show,
	});
