import Stripe from 'stripe';
import { z } from 'zod';
import type { Money } from '../../kernel/money';
import { stripeAmountOf } from '../amount';
import type { StripeAccount } from '../client';
import { changeEffect } from './change';
import { creationEffect, madeSince } from './creation';
import { orderMetadata, type OrderReferences } from './lines';
import { getOne, largestPage, listAtMost } from './lists';
import { chargeVerdict } from './outcome';
import { toRead, toWrite } from './rights';
import { flag, isoCurrency, metadata, minorOf, packMetadata, reference, text, when, whole } from './shown';

/** A payment with what became of it. The secret of its client is left out. */
export const shownPayment = z
	.object({
		id: z.string(),
		status: text,
		amount: whole,
		amount_received: whole,
		currency: text,
		customer: reference,
		payment_method: reference,
		latest_charge: reference,
		// Until 2025-03-31.
		invoice: reference,
		description: text,
		last_payment_error: z.unknown(),
		livemode: flag,
		metadata,
		created: when,
	})
	.transform((held) => ({
		paymentIntentId: held.id,
		status: held.status,
		...chargeVerdict(held.status, held.last_payment_error),
		amountMinor: minorOf(held.amount, held.currency),
		receivedMinor: minorOf(held.amount_received, held.currency),
		currency: isoCurrency(held.currency),
		customerId: held.customer,
		paymentMethodId: held.payment_method ?? methodOf(held.last_payment_error),
		chargeId: held.latest_charge,
		invoiceId: held.invoice,
		...packMetadata(held.metadata),
		description: held.description,
		live: held.livemode,
		metadata: held.metadata,
		createdAt: held.created,
	}));
export type ShownPayment = z.output<typeof shownPayment>;

const methodInError = z.object({ payment_method: z.object({ id: z.string() }) });

/** Stripe takes a payment method off an intent that it declined. */
function methodOf(error: unknown): string | null {
	return methodInError.safeParse(error).data?.payment_method.id ?? null;
}

const show = (object: unknown): ShownPayment => shownPayment.parse(object);

export interface ChargeInput {
	readonly amount: Money;
	readonly customerId: string;
	readonly paymentMethodId: string;
	readonly description?: string;
	/** Where Stripe sends its receipt. */
	readonly receiptEmail?: string;
	/** What the buyer reads on the bank's statement, after the name of the business. */
	readonly statementSuffix?: string;
	readonly references: OrderReferences;
	readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Charges a saved payment method while the customer is away. A declined card is a result, with its outcome, and not an
 * error. There is no undo: money goes back by a refund, which a person or a flow decides on.
 */
export const savedMethodCharge = (account: StripeAccount) =>
	creationEffect<ChargeInput, ShownPayment>(account, {
		name: 'stripe.paymentIntent.charge',
		right: toWrite('paymentIntent', 'Payment Intent: Charge'),
		make: async (stripe, input, mark, options) => {
			try {
				return show(await stripe.paymentIntents.create(chargeParams(input, mark), options));
			} catch (error) {
				const declined = declinedIntent(error);
				if (declined === undefined) throw error;
				return show(declined);
			}
		},
		candidates: (stripe, { customerId }, since) =>
			stripe.paymentIntents.list({ customer: customerId, ...largestPage, ...madeSince(since) }),
		show,
	});

function chargeParams(input: ChargeInput, mark: Stripe.MetadataParam): Stripe.PaymentIntentCreateParams {
	const { amount, customerId, paymentMethodId, references } = input;
	return {
		amount: stripeAmountOf(amount),
		currency: amount.currency.toLowerCase(),
		customer: customerId,
		payment_method: paymentMethodId,
		confirm: true,
		off_session: true,
		...(input.description !== undefined && { description: input.description }),
		...(input.receiptEmail !== undefined && { receipt_email: input.receiptEmail }),
		...(input.statementSuffix !== undefined && { statement_descriptor_suffix: input.statementSuffix }),
		metadata: { ...orderMetadata(references, input.metadata), ...mark },
	};
}

const rawCardError = z.looseObject({ payment_intent: z.looseObject({ id: z.string() }) });

/** The intent of a card error, with the error in it; undefined when it is another failure, or nobody knows the intent. */
export function declinedIntent(error: unknown): Record<string, unknown> | undefined {
	if (!(error instanceof Stripe.errors.StripeCardError)) return undefined;
	const { data } = rawCardError.safeParse(error.raw);
	if (!data) return undefined;
	const { payment_intent: intent, ...told } = data;
	return { ...intent, last_payment_error: intent.last_payment_error ?? told };
}

export const getPayment = async (account: StripeAccount, paymentIntentId: string): Promise<ShownPayment> =>
	await getOne(
		account,
		toRead('paymentIntent', 'Payment Intent: Get'),
		async (stripe) => await stripe.paymentIntents.retrieve(paymentIntentId),
		show,
	);

export const listPayments = async (
	account: StripeAccount,
	{ customerId, createdSince }: { readonly customerId?: string; readonly createdSince?: Date },
	limit: number | null,
): Promise<ShownPayment[]> =>
	await listAtMost(account, toRead('paymentIntent', 'Payment Intent: List'), limit, {
		list: (stripe, page) =>
			stripe.paymentIntents.list({
				...page,
				...(customerId !== undefined && { customer: customerId }),
				...(createdSince && madeSince(Math.floor(createdSince.getTime() / 1000))),
			}),
		show,
	});

export const paymentCancellation = (account: StripeAccount) =>
	changeEffect<{ readonly paymentIntentId: string }, unknown, ShownPayment>(account, {
		name: 'stripe.paymentIntent.cancel',
		right: toWrite('paymentIntent', 'Payment Intent: Cancel'),
		look: async (stripe, { paymentIntentId }) => await stripe.paymentIntents.retrieve(paymentIntentId),
		make: async (stripe, { paymentIntentId }, options) =>
			await stripe.paymentIntents.cancel(paymentIntentId, {}, options),
		done: (object) => show(object).status === 'canceled',
		show,
	});
