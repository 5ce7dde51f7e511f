import { earlierOf, laterOf, daysBetween, type Day } from '../kernel/calendar';
import { netOf } from './discounts';
import { coveredPeriod, periodAt, periodOf, shareOf } from './periods';
import type { CycleMonths, Period, Terms } from './terms';

/** What a service costs from now on. */
export interface NewPrice extends Pick<Terms, 'planId' | 'planCode' | 'planName' | 'priceMinor'> {
	readonly cycleMonths: CycleMonths;
}

export interface ChangedPlan {
	readonly terms: Terms;
	/** Above zero: to be charged. Below zero: to be credited. */
	readonly differenceMinor: number;
	/** The days of invoiced periods that the difference is for; null when nothing that is invoiced is left. */
	readonly days: { readonly from: Day; readonly to: Day } | null;
}

/**
 * The terms of a service after its plan or its price has changed on a day. The renewal day stays. What is invoiced already
 * and not over is settled by days, from this day on: the price that was invoiced for them comes back, and the new one is
 * asked for. What was asked for on an invoice that is void or refunded by now is not settled: nobody pays it. Pure.
 */
export function planChange(given: Terms, price: NewPrice, day: Day): ChangedPlan {
	const terms = overFreePeriods(given, day);
	const changed = withPrice(terms, price);
	const invoiced = invoicedFrom(terms, day);
	const differences = invoiced.map((period) => {
		const days = { from: laterOf(period.from, day), to: period.to };
		const needed = costOf(days, piecesOf(changed, terms, period), terms.currency);
		return needed - costOf(days, [{ ...period, netMinor: netOf(terms, period) }], terms.currency);
	});
	const [first] = invoiced;
	const last = invoiced.at(-1);
	return {
		terms: changed,
		differenceMinor: differences.reduce((sum, difference) => sum + difference, 0),
		days: first && last ? { from: laterOf(first.from, day), to: last.to } : null,
	};
}

/** What cost nothing was never invoiced, and counts as if it had been. */
function overFreePeriods(terms: Terms, day: Day): Terms {
	if (terms.priceMinor > 0) return terms;
	return { ...terms, nextPeriod: Math.max(terms.nextPeriod, periodAt(terms, day).number + 1) };
}

/** The same service at another price and cycle. A period that is not invoiced yet begins where it was to begin. */
function withPrice(terms: Terms, price: NewPrice): Terms {
	const { anchorPeriod, anchorMonths, nextPeriod, cycleMonths } = terms;
	if (price.cycleMonths === cycleMonths || nextPeriod < anchorPeriod) return { ...terms, ...price };
	const months = anchorMonths + (nextPeriod - anchorPeriod) * cycleMonths;
	return { ...terms, ...price, anchorPeriod: nextPeriod, anchorMonths: months, startsOn: null };
}

/** The periods that are invoiced and not over on a day. */
function invoicedFrom(terms: Terms, day: Day): Period[] {
	const began = terms.startsOn ?? terms.anchor.first;
	const periods: Period[] = [];
	// After a change of the cycle the numbers of what was invoiced before it may lie below 1.
	for (let { number } = periodAt(terms, day); number < terms.nextPeriod; number += 1) {
		const period = coveredPeriod(terms, number);
		const isAsked = period && !terms.notAsked?.includes(period.from);
		if (isAsked && period.to > day && period.from >= began) periods.push(period);
	}
	return periods;
}

interface Piece extends Period {
	/** What the whole of it costs. */
	readonly netMinor: number;
}

/** Periods of the new cycle that begin where an invoiced period began, until its days are covered. */
function piecesOf(changed: Terms, before: Terms, period: Period): Piece[] {
	const isShort = before.startsOn !== null && period.number === before.anchorPeriod - 1;
	if (isShort || changed.cycleMonths === before.cycleMonths) {
		return [{ ...period, netMinor: netOf({ ...before, priceMinor: changed.priceMinor }, period) }];
	}
	const anchorMonths = before.anchorMonths + (period.number - before.anchorPeriod) * before.cycleMonths;
	const counted = { ...changed, anchorPeriod: 1, anchorMonths, startsOn: null };
	const pieces: Piece[] = [];
	for (let number = 1; ; number += 1) {
		const piece = periodOf(counted, number);
		if (piece.from >= period.to) return pieces;
		pieces.push({ ...piece, netMinor: netOf(counted, piece) });
	}
}

/** What the days from one to another cost. */
function costOf({ from, to }: Pick<Period, 'from' | 'to'>, pieces: readonly Piece[], currency: string): number {
	return pieces.reduce((sum, piece) => {
		const days = daysBetween(laterOf(from, piece.from), earlierOf(to, piece.to));
		return sum + shareOf({ amountMinor: piece.netMinor, currency }, days, daysBetween(piece.from, piece.to));
	}, 0);
}
