import { addDays, type Day } from '../kernel/calendar';
import type { InvoiceHold } from '../payments';
import type { BillingPolicy } from '../policies';
import { firstTryOf, triesOf, type AttemptOutcome, type PastAttempt } from './attempt';

/** What is known of an invoice when it is asked whether a saved method is charged for it. */
export interface ChargeableInvoice {
	readonly status: string;
	readonly balanceMinor: number;
	readonly dueOn: Day;
	/** The day on which it was issued. */
	readonly issuedOn: Day;
	readonly hold: InvoiceHold | null;
	/** What the terms of its services say; null when the policy decides. */
	readonly autoCharge: boolean | null;
	/** Whether the customer is one of Stripe's. */
	readonly hasCustomerAtStripe: boolean;
	/** Whether money that paid for it went back: a refund or a lost dispute. */
	readonly wentBack: boolean;
	readonly attempts: readonly PastAttempt[];
	/** Which other system charges it by itself, in words; null when none does. */
	readonly chargedBy: string | null;
}

export type NextCharge =
	| { readonly due: true; readonly number: number }
	/** On which day it will be due if nothing changes; null when it will not be by itself. */
	| { readonly due: false; readonly on: Day | null; readonly why: string };

type Policy = Pick<BillingPolicy, 'chargeWhen' | 'chargeRetryDays'>;

const never = (why: string): NextCharge => ({ due: false, on: null, why });

/** Says whether the saved method of a customer is to be charged for an invoice on a day. Pure. */
export function nextCharge(invoice: ChargeableInvoice, policy: Policy, today: Day): NextCharge {
	const { status, balanceMinor, hold, attempts } = invoice;
	if (status !== 'open' && status !== 'partial') return never(`the invoice is ${status}`);
	if (balanceMinor <= 0) return never('nothing is owed on the invoice');
	if (!invoice.hasCustomerAtStripe)
		return never('the customer is none of Stripe: nothing is saved that could be charged');
	if (invoice.autoCharge === false) return never('the terms of the service say that it is not charged');
	if (invoice.chargedBy !== null) return never(`${invoice.chargedBy} charges it by itself`);
	if (invoice.wentBack) return never('money that paid for it went back: a person decides');
	if (hold === 'disputed') return never('a payment of it is disputed');
	if (hold === 'payment_pending') return never('a payment of it is on its way');
	const when = policy.chargeWhen === 'never' && invoice.autoCharge === true ? 'on_due' : policy.chargeWhen;
	if (when === 'never') return never('the policy says that nothing is charged');
	const number = Math.max(0, ...attempts.map((attempt) => attempt.number)) + 1;
	const last = triesOf(attempts).at(-1);
	return last ? afterTry(last, number, today) : onDay(when === 'on_issue' ? invoice.issuedOn : invoice.dueOn);

	function onDay(on: Day): NextCharge {
		return on <= today ? { due: true, number } : { due: false, on, why: `it is charged on ${on}` };
	}
}

function afterTry({ status, outcome, nextTryOn }: PastAttempt, number: number, today: Day): NextCharge {
	if (status === 'open') return never('it is being charged');
	if (status === 'unknown') return never('nobody knows whether it was charged: retry the task of the charge');
	if (outcome === 'succeeded') return never('it was charged');
	if (outcome === 'processing') return never('a bank debit is on its way');
	if (nextTryOn === null) return never(`the charge was not made (${outcome ?? 'unknown'}), and is not tried again`);
	if (nextTryOn <= today) return { due: true, number };
	return { due: false, on: nextTryOn, why: `it is tried again on ${nextTryOn}` };
}

/** In a row; after that, it counts as a decline of the bank. */
const mostTransient = 3;

/**
 * The day on which a charge is tried again; null when it is not. What failed for a moment is tried on the next day, a decline
 * on the days that the policy counts from the first try. Days that were missed are not made good: the next one counts. A card
 * that needs its owner is not tried again without them, for no retry goes through. Of a card that is gone, the same days
 * count, and by then there may be another one: `refusedMethods` are not charged again. Pure.
 *
 * @param before the earlier tries on the invoice.
 */
export function nextTryAfter(
	outcome: AttemptOutcome,
	before: readonly PastAttempt[],
	{ chargeRetryDays }: Pick<Policy, 'chargeRetryDays'>,
	today: Day,
): Day | null {
	if (outcome === 'transient_failure' && transientInARow(before) + 1 < mostTransient) return addDays(today, 1);
	if (!['soft_decline', 'hard_decline', 'no_method', 'transient_failure'].includes(outcome)) return null;
	const first = firstTryOf(before) ?? today;
	const days = chargeRetryDays.map((after) => addDays(first, after)).sort();
	return days.find((on) => on > today) ?? null;
}

function transientInARow(before: readonly PastAttempt[]): number {
	const tries = triesOf(before);
	const other = tries.findLastIndex(({ outcome }) => outcome !== 'transient_failure');
	return tries.length - 1 - other;
}

/** The methods that the bank has refused for good. */
export const refusedMethods = (attempts: readonly PastAttempt[]): string[] => [
	...new Set(
		attempts.flatMap(({ outcome, paymentMethodId }) =>
			outcome === 'hard_decline' && paymentMethodId !== null ? [paymentMethodId] : [],
		),
	),
];
