import { decimalOf, unknownCurrency } from '../kernel/money';
import type { Invoice } from '../invoices';
import type { Payment, PaymentOutcome } from '../payments';
import type { PaymentFacts } from './paymentFacts';

/** The verdict on a payment. */
export type Verdict = Pick<Payment, 'outcome' | 'outcomeDetail' | 'needsAttention'>;

type Known = Pick<Invoice, 'status' | 'totalMinor' | 'currency' | 'invoiceNumber'>;

/** A payment that went back in full, by refunds or by lost disputes. */
export function isGivenBack({ succeeded, nothingAsked, refundedMinor, lostMinor, amountMinor }: PaymentFacts): boolean {
	const back = refundedMinor + lostMinor;
	return !nothingAsked && back > 0 && (!succeeded || back >= amountMinor);
}

export interface CountedSoFar {
	/** What the payments and adjustments before this one pay of the invoice. */
	readonly before: number;
	readonly settled: boolean;
	readonly missing: number;
	readonly invoice: Known;
}

/** The verdict on a payment that counts for its invoice. */
export function verdictOnCounted(payment: PaymentFacts, { before, settled, missing, invoice }: CountedSoFar): Verdict {
	const { totalMinor, currency, invoiceNumber } = invoice;
	const known = verdictByItself(payment);
	if (known) return known;
	if (!settled) {
		const outcomeDetail = `${words(missing, currency)} of invoice ${invoiceNumber} is missing`;
		// A deposit, or money that is heard of next: Invoice Ninja knows what is open, and asks for it.
		return { outcome: 'underpaid', outcomeDetail, needsAttention: payment.source === undefined };
	}
	if (before > 0 && before >= totalMinor) return notOwed(payment, `invoice ${invoiceNumber} was settled before`);
	const { refundedMinor, lostMinor, priceMinor, failedRefundMinor } = payment;
	const excess = before + priceMinor - totalMinor - refundedMinor - lostMinor;
	if (excess > 0) {
		return attention('overpaid', `${words(excess, currency)} more than invoice ${invoiceNumber} asks for`);
	}
	const failed =
		failedRefundMinor > 0
			? `a refund of ${words(failedRefundMinor, currency)} failed, and the money is back: give it back in another way, or keep the order`
			: undefined;
	// Who is given something for nothing must be known: a buyer may write another order into a checkout that costs nothing.
	const { plan } = payment.references;
	const share = payment.shareUnknown
		? `a part of a payment of several invoices went back at the gateway, and nobody said of which: ${payment.request ? 'write the number of the invoice into the metadata of the refund at Stripe, as invoice' : 'enter the refund in Invoice Ninja'}`
		: undefined;
	const unproved = payment.nothingAsked && payment.priceMinor < totalMinor && (payment.provider === 'paypal' || !plan);
	const check = unproved ? ['look at the provider whether it is of this order'] : [];
	const troubles = [failed, share].filter((trouble) => trouble !== undefined);
	const outcomeDetail = [...troubles, ...notes(payment), ...check].join('; ');
	return { outcome: 'paid', outcomeDetail, needsAttention: troubles.length > 0 || unproved };
}

/** The verdict on a payment that does not count for its invoice. */
export function verdictOnOther(payment: PaymentFacts, { status, currency, invoiceNumber }: Known): Verdict {
	const known = verdictByItself(payment);
	if (known) return known;
	if (payment.currency !== currency) {
		return attention('wrong_currency', `paid in ${payment.currency}, and invoice ${invoiceNumber} is in ${currency}`);
	}
	return notOwed(payment, `invoice ${invoiceNumber} is ${status}: nothing was owed on it`);
}

/**
 * The verdict on a payment whose invoice nobody knows; `unknown` says why. Money that moved is always for a person: also
 * what went back, for its order goes on as if it were paid.
 */
export function verdictOnUnknown(facts: PaymentFacts, unknown: Pick<Verdict, 'outcome' | 'outcomeDetail'>): Verdict {
	const known = verdictByItself(facts);
	// What pays no invoice in Invoice Ninja kept no order going: once it is back, nobody has to look.
	if (facts.source?.invoice === null && !facts.withdrawn && (!known || known.outcome === 'refunded')) {
		return verdictOnUnapplied(facts, unknown);
	}
	if (!known) return attention(unknown.outcome, unknown.outcomeDetail);
	if (known.outcome === 'failed') return known;
	return attention(known.outcome, `${known.outcomeDetail}; nobody knows of which order: ${unknown.outcomeDetail}`);
}

function verdictOnUnapplied(
	{ amountMinor, refundedMinor, lostMinor, currency }: PaymentFacts,
	unknown: Pick<Verdict, 'outcome' | 'outcomeDetail'>,
): Verdict {
	const leftMinor = amountMinor - refundedMinor - lostMinor;
	if (leftMinor > 0) return attention(unknown.outcome, `${words(leftMinor, currency)}: ${unknown.outcomeDetail}`);
	const outcome = amountMinor > 0 ? 'refunded' : 'failed';
	return { outcome, outcomeDetail: 'nothing of it is left', needsAttention: false };
}

/** The verdicts that do not depend on the invoice. */
function verdictByItself(facts: PaymentFacts): Verdict | undefined {
	const { dispute, disputeIds, refundedMinor, lostMinor, amountMinor, currency, succeeded } = facts;
	if (dispute === 'open')
		return attention('disputed', `the payer disputes it: answer the provider in time (${disputeIds.join(', ')})`);
	if (dispute === 'lost') {
		const goneMinor = lostMinor || refundedMinor;
		const gone = `${words(goneMinor, currency)} of ${words(amountMinor, currency)} is gone`;
		return attention(
			'disputed',
			`a dispute or a reversal took it, and ${goneMinor < amountMinor ? gone : 'the money is gone'}`,
		);
	}
	if (isGivenBack(facts)) {
		return {
			outcome: 'refunded',
			outcomeDetail: `${words(refundedMinor, currency)} was refunded`,
			needsAttention: false,
		};
	}
	if (!succeeded) return { outcome: 'failed', outcomeDetail: 'no money came', needsAttention: false };
	if (facts.withdrawn) {
		return attention(
			'unknown_order',
			'the payment was deleted in Invoice Ninja, and the gateway has its money: refund it there, or enter it again',
		);
	}
	return undefined;
}

/** A recurring payment comes again as long as the provider has its subscription: giving it back is no remedy. */
function notOwed({ references }: PaymentFacts, why: string): Verdict {
	const { providerSubscription } = references;
	return attention(
		'duplicate',
		providerSubscription
			? `recurring payment of ${providerSubscription}, and no invoice waits for it: ${why}`
			: `${why}: refund it, or credit it`,
	);
}

/** What differs from the price, in words. */
function notes({ amountMinor, priceMinor, refundedMinor, currency, nothingAsked }: PaymentFacts): string[] {
	const difference = amountMinor - priceMinor;
	return [
		...(nothingAsked ? ['the provider asked for no money'] : []),
		...(difference > 0 ? [`with ${words(difference, currency)} of tax, shipping or tip on top`] : []),
		...(difference < 0 ? [`with ${words(-difference, currency)} of discount or credit`] : []),
		...(refundedMinor > 0 ? [`${words(refundedMinor, currency)} of it was refunded`] : []),
	];
}

function attention(outcome: PaymentOutcome, outcomeDetail: string): Verdict {
	return { outcome, outcomeDetail, needsAttention: true };
}

function words(amountMinor: number, currency: string): string {
	if (currency === unknownCurrency) return 'an unknown amount';
	return `${decimalOf({ amountMinor, currency })} ${currency}`;
}
