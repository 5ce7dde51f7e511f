import { daysBetween, type Day } from '../kernel/calendar';
import { allocate, money } from '../kernel/money';
import type { UnitTerms } from './unit';

/** What was agreed with a booking and what has come in for it, as far as a refund depends on it. */
export interface Refundable {
	readonly arrival: Day;
	readonly currency: string;
	readonly totalMinor: number;
	readonly touristTaxMinor: number;
	readonly terms: Pick<UnitTerms, 'refunds'>;
	/** What came in and was not given back yet. */
	readonly paidMinor: number;
}

/** What goes back when a booking is cancelled. */
export interface RefundTold {
	/** From the day of the cancellation to the arrival; negative after it. */
	readonly daysBefore: number;
	readonly percent: number;
	readonly paidMinor: number;
	readonly refundMinor: number;
	/** Of the refund: the tourist tax is owed by those who stay, and goes back in full. */
	readonly refundedTaxMinor: number;
	readonly keptMinor: number;
}

/**
 * What goes back when a guest cancels on a day: the percentage of the earliest step that is still reached, of what was
 * paid. What was paid counts for the stay first and for the tourist tax last. Pure.
 *
 * @param day in the time zone of the unit.
 * @param all everything goes back, whatever the policy says, such as when the host cancels.
 */
export function refundOf(booking: Refundable, day: Day, { all = false } = {}): RefundTold {
	const { arrival, currency, totalMinor, touristTaxMinor, terms, paidMinor } = booking;
	const daysBefore = daysBetween(day, arrival);
	const percent = all ? 100 : percentOf(terms, daysBefore);
	const stayMinor = Math.min(paidMinor, totalMinor - touristTaxMinor);
	// What came in beyond the price is the guest's own.
	const beyondMinor = Math.max(0, paidMinor - totalMinor);
	const refundedTaxMinor = all || daysBefore >= 0 ? Math.min(touristTaxMinor, paidMinor - stayMinor) : 0;
	const [ofStay] = allocate(money(stayMinor, currency), [percent, 100 - percent]);
	const refundMinor = (ofStay?.amountMinor ?? 0) + refundedTaxMinor + beyondMinor;
	return { daysBefore, percent, paidMinor, refundMinor, refundedTaxMinor, keptMinor: paidMinor - refundMinor };
}

function percentOf({ refunds }: Pick<UnitTerms, 'refunds'>, daysBefore: number): number {
	const reached = refunds.filter((step) => daysBefore >= step.daysBefore && daysBefore >= 0);
	const [best] = reached.sort((one, other) => other.daysBefore - one.daysBefore);
	return best?.percent ?? 0;
}

/** A payment of which something may go back. */
export interface GivenPayment {
	readonly paymentId: string;
	/** What is left of it. */
	readonly leftMinor: number;
}

/**
 * Shares a refund out over the payments of a booking, the newest first. No payment gives back more than is left of it.
 *
 * @param payments newest first.
 */
export function shareOut<P extends GivenPayment>(
	refundMinor: number,
	payments: readonly P[],
): Array<{ readonly payment: P; readonly amountMinor: number }> {
	let rest = refundMinor;
	return payments.flatMap((payment) => {
		const amountMinor = Math.min(rest, payment.leftMinor);
		rest -= amountMinor;
		return amountMinor > 0 ? [{ payment, amountMinor }] : [];
	});
}
