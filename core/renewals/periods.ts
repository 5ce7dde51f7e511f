import { addDays, daysBetween, monthsAfter, type Day } from '../kernel/calendar';
import { allocate } from '../kernel/money';
import type { Period, Terms } from './terms';

type Counted = Pick<Terms, 'anchor' | 'anchorPeriod' | 'anchorMonths' | 'startsOn' | 'cycleMonths'>;

/** A period by its number. Each is counted from the anchor, so that renewal days never drift. Pure. */
export function periodOf(terms: Counted, number: number): Period {
	const from = terms.startsOn !== null && number === terms.anchorPeriod - 1 ? terms.startsOn : beginOf(terms, number);
	return { number, from, to: beginOf(terms, number + 1) };
}

function beginOf({ anchor, anchorPeriod, anchorMonths, cycleMonths }: Counted, number: number): Day {
	return monthsAfter(anchor, anchorMonths + (number - anchorPeriod) * cycleMonths);
}

/** What of a period is covered; undefined when the service has ended by then. */
export function coveredPeriod(terms: Counted & Pick<Terms, 'endsOn'>, number: number): Period | undefined {
	const period = periodOf(terms, number);
	if (terms.endsOn === null || period.to <= terms.endsOn) return period;
	return period.from < terms.endsOn ? { ...period, to: terms.endsOn } : undefined;
}

/** The price of a period: of a part of one, its share by days. */
export function priceOf(
	terms: Counted & Pick<Terms, 'priceMinor' | 'currency'>,
	{ number, from, to }: Period,
	priceMinor = terms.priceMinor,
): number {
	const whole = daysBetween(beginOf(terms, number), beginOf(terms, number + 1));
	return shareOf({ amountMinor: priceMinor, currency: terms.currency }, daysBetween(from, to), whole);
}

/** The share of an amount that so many days of a period have. */
export function shareOf(
	amount: { readonly amountMinor: number; readonly currency: string },
	days: number,
	whole: number,
): number {
	if (days >= whole) return amount.amountMinor;
	if (days <= 0) return 0;
	return allocate(amount, [days, whole - days])[0]?.amountMinor ?? 0;
}

/** The period that a day lies in; one before the first for a day before it began. */
export function periodAt(terms: Counted, day: Day): Period {
	const first = terms.startsOn === null ? terms.anchorPeriod : terms.anchorPeriod - 1;
	// An estimate that is never too late: no month is longer than 31 days.
	const days = daysBetween(periodOf(terms, first).from, day);
	let number = first + Math.floor(days / (31 * terms.cycleMonths)) - (days < 0 ? 1 : 0);
	while (periodOf(terms, number).to <= day) number += 1;
	return periodOf(terms, number);
}

/** The day on which the invoice of a period is made. */
export function invoicedOn({ from }: Period, invoiceLeadDays: number): Day {
	return addDays(from, -invoiceLeadDays);
}

/** The periods that are over and were never invoiced. */
export function missedPeriods(terms: Terms, day: Day): Period[] {
	const missed: Period[] = [];
	if (terms.priceMinor === 0) return missed;
	for (let number = terms.nextPeriod; ; number += 1) {
		const period = coveredPeriod(terms, number);
		if (!period || period.to > day) return missed;
		missed.push(period);
	}
}
