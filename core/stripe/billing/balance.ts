import type Stripe from 'stripe';
import { z } from 'zod';
import { moneyOfStripe } from '../amount';
import { unlessMissing, withStripe, type StripeAccount } from '../client';
import { largestPage } from './lists';
import { flag, isoCurrency, minorOf, reference, text, whole } from './shown';

/*
 * What moved at Stripe. A movement of the balance is in the currency of the account, and what it is about in the one that the
 * customer paid in: two are never compared. So an amount here is of the charge, the refund or the dispute, and a fee of the
 * balance.
 */

/** A charge as it is now, whenever it was made. */
export interface StripeCharge {
	readonly chargeId: string;
	readonly paymentIntentId: string | null;
	/** What was captured, in ISO minor units. */
	readonly amountMinor: number;
	readonly currency: string;
	/** All refunds until now. */
	readonly refundedMinor: number;
	readonly disputed: boolean;
	readonly status: 'succeeded' | 'pending' | 'failed';
	readonly at: Date;
	readonly live: boolean;
}

/** One movement of the balance. */
export interface BalanceMovement {
	readonly id: string;
	readonly kind: 'charge' | 'refund' | 'dispute' | 'fee' | 'other';
	readonly at: Date;
	readonly chargeId: string | null;
	readonly paymentIntentId: string | null;
	/** In the currency that the customer paid in; negative for money that goes. A fee is in that of the account. */
	readonly amountMinor: number;
	readonly currency: string;
	/** What Stripe keeps of it, in the currency of the account. */
	readonly feeMinor: number;
	readonly feeCurrency: string;
	/** Of a charge only. */
	readonly charge: StripeCharge | null;
}

/** What the disputes of a charge took and may still take. */
export interface ChargeDisputes {
	readonly lostMinor: number;
	readonly openMinor: number;
}

const right = 'to read Balance, Balance transaction sources, Charges and Disputes, for Reconciliation: Run';

const unixSeconds = z.number().min(0).max(253_402_300_799);

const chargeObject = z
	.object({
		id: z.string(),
		payment_intent: reference,
		amount: whole,
		amount_captured: whole,
		amount_refunded: whole,
		currency: z.string(),
		disputed: flag,
		status: z.enum(['succeeded', 'pending', 'failed']).catch('failed'),
		created: unixSeconds,
		livemode: flag,
	})
	.transform((held): StripeCharge => {
		// A charge that was authorized and not captured moved nothing; one that is on its way is not captured yet, either.
		const amount = held.status === 'pending' ? held.amount : (held.amount_captured ?? held.amount);
		return {
			chargeId: held.id,
			paymentIntentId: held.payment_intent,
			amountMinor: minorOf(amount, held.currency) ?? 0,
			currency: held.currency.toUpperCase(),
			refundedMinor: minorOf(held.amount_refunded, held.currency) ?? 0,
			disputed: held.disputed,
			status: held.status,
			at: new Date(held.created * 1000),
			live: held.livemode,
		};
	});

/** A refund or a dispute, as far as it says what it is about. */
const aboutCharge = z.object({
	object: text,
	charge: reference,
	payment_intent: reference,
	amount: whole,
	currency: text,
});

const movement = z.object({
	id: z.string(),
	type: z.string(),
	amount: z.number().int(),
	currency: z.string(),
	fee: whole,
	created: unixSeconds,
	source: z.unknown(),
});

const chargeTypes: ReadonlySet<string> = new Set(['charge', 'payment']);
const feeTypes: ReadonlySet<string> = new Set(['stripe_fee', 'stripe_fx_fee', 'tax_fee', 'application_fee']);

/** Yields what moved from one moment to another, newest first, page by page: one page is in memory at a time. */
export async function* readBalance(
	account: StripeAccount,
	{ from, until }: { readonly from: Date; readonly until: Date },
): AsyncGenerator<readonly BalanceMovement[]> {
	let after: string | undefined;
	for (;;) {
		const page = await withStripe(
			account,
			async (stripe) =>
				await stripe.balanceTransactions.list({
					...largestPage,
					created: { gte: secondsOf(from), lt: secondsOf(until) },
					expand: ['data.source'],
					...(after !== undefined && { starting_after: after }),
				}),
			right,
		);
		yield page.data.map(readMovement);
		after = page.data.at(-1)?.id;
		if (!page.has_more || after === undefined) return;
	}
}

/** Whole seconds, rounded up: a moment in a second belongs to the period that holds the second. */
const secondsOf = (moment: Date) => Math.ceil(moment.getTime() / 1000);

function readMovement(given: unknown): BalanceMovement {
	const read = movement.parse(given);
	const own = moneyOfStripe(read.amount, read.currency);
	const fee = moneyOfStripe(read.fee ?? 0, read.currency);
	const base = {
		id: read.id,
		at: new Date(read.created * 1000),
		feeMinor: fee.amountMinor,
		feeCurrency: fee.currency,
	};
	const charge = chargeTypes.has(read.type) ? chargeObject.safeParse(read.source).data : undefined;
	if (charge) {
		const { chargeId, paymentIntentId, amountMinor, currency } = charge;
		return { ...base, kind: 'charge', chargeId, paymentIntentId, amountMinor, currency, charge };
	}
	const about = aboutCharge.safeParse(read.source).data;
	const kind = kindOf(read.type, about?.object ?? null);
	const minor = minorOf(about?.amount ?? null, about?.currency ?? null);
	const inOwn = kind === 'fee' || kind === 'other' || minor === null;
	return {
		...base,
		kind,
		chargeId: about?.charge ?? null,
		paymentIntentId: about?.payment_intent ?? null,
		// Of a refund that failed, the money comes back.
		amountMinor: inOwn ? own.amountMinor : minor * (read.amount < 0 ? -1 : 1),
		currency: inOwn ? own.currency : (isoCurrency(about?.currency ?? null) ?? own.currency),
		charge: null,
	};
}

function kindOf(type: string, object: string | null): BalanceMovement['kind'] {
	if (feeTypes.has(type)) return 'fee';
	if (object === 'dispute') return 'dispute';
	return object === 'refund' ? 'refund' : 'other';
}

/** A charge by its ID, or by the ID of its payment intent; undefined when Stripe has none, or no charge was made. */
export async function findCharge(account: StripeAccount, id: string): Promise<StripeCharge | undefined> {
	return await withStripe(
		account,
		async (stripe) => {
			const found = await (id.startsWith('pi_') ? latestChargeOf(stripe, id) : stripe.charges.retrieve(id)).catch(
				unlessMissing,
			);
			return found ? chargeObject.parse(found) : undefined;
		},
		right,
	);
}

async function latestChargeOf(stripe: Stripe, intentId: string): Promise<unknown> {
	const { latest_charge: latest } = await stripe.paymentIntents.retrieve(intentId);
	const id = typeof latest === 'string' ? latest : latest?.id;
	return id === undefined ? undefined : await stripe.charges.retrieve(id);
}

const dispute = z.object({ amount: z.number().int(), currency: z.string(), status: z.string() });
const openStatuses: ReadonlySet<string> = new Set(['needs_response', 'under_review']);

/** What disputes of a charge took. An inquiry and a dispute that was won took nothing. */
export async function disputesOfCharge(account: StripeAccount, chargeId: string): Promise<ChargeDisputes> {
	const { data } = await withStripe(
		account,
		async (stripe) => await stripe.disputes.list({ ...largestPage, charge: chargeId }),
		right,
	);
	const disputes = data.map((one) => dispute.parse(one));
	const sumOf = (isOne: (status: string) => boolean) =>
		disputes
			.filter(({ status }) => isOne(status))
			.reduce((sum, { amount, currency }) => sum + moneyOfStripe(amount, currency).amountMinor, 0);
	return {
		lostMinor: sumOf((status) => status === 'lost'),
		openMinor: sumOf((status) => openStatuses.has(status)),
	};
}
