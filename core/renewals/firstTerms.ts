import { addDays, dayIn, monthsAfter, type Anchor, type Day } from '../kernel/calendar';
import { monthsOfInterval } from '../catalog';
import type { Candidate } from './candidates';
import { missedPeriods, periodOf } from './periods';
import type { Terms } from './terms';

/** What a person decides for one service, whatever its plan says. */
export interface TermsChoice {
	/** The first day of the first period that the pack invoices. */
	readonly firstRenewal?: Day;
	/** Whether renewal days are the last days of months. */
	readonly monthEnd?: boolean;
	readonly priceMinor?: number;
}

export interface FirstTerms extends Terms {
	readonly termEndsOn: Day | null;
	/** Zero for a service that was invoiced before, or that began long ago. */
	readonly setUpFeeMinor: number;
}

/**
 * The terms with which the pack begins to renew a service. It goes on where the invoices of the service end, on the same day
 * of the month. A service that was never invoiced begins on the day on which it was set up, after its trial. Pure.
 */
export function firstTerms(service: Candidate, day: Day, choice: TermsChoice = {}): FirstTerms {
	const cycleMonths = monthsOfInterval[service.billingInterval];
	const begin = beginOf(service, day, choice);
	const base: Terms = {
		...shownOf(service),
		priceMinor: choice.priceMinor ?? service.lastPriceMinor ?? service.priceMinor,
		...{ cycleMonths, anchorMonths: 0, startsOn: null, endsOn: null },
		...{ anchor: begin.anchor, anchorPeriod: begin.anchorPeriod, nextPeriod: begin.nextPeriod },
		trialUntil: begin.trialUntil,
		active: service.serviceStatus === 'active',
		...{ discounts: [], charges: [] },
	};
	const terms = aligned(base, choice.firstRenewal === undefined ? service.alignDay : null);
	const termEndsOn = termEnd(service, terms, { began: begin.began, day });
	const isNew = service.lastNumber === null && missedPeriods(terms, day).length === 0;
	const setUpFeeMinor = isNew && choice.firstRenewal === undefined ? service.setUpFeeMinor : 0;
	return { ...terms, endsOn: termEndsOn, termEndsOn, setUpFeeMinor };
}

function shownOf({ serviceId, customerId, planId, planCode, planName, domain, currency }: Candidate) {
	return { serviceId, customerId, planId, planCode, planName, domain, currency };
}

interface Begin extends Pick<Terms, 'anchorPeriod' | 'nextPeriod' | 'trialUntil'> {
	readonly anchor: Anchor;
	/** The first day of the service, from which a fixed term is counted. */
	readonly began: Day;
}

function beginOf(service: Candidate, day: Day, { firstRenewal, monthEnd = false }: TermsChoice): Begin {
	const { firstFrom, firstNumber, lastNumber, lastTo } = service;
	const nextPeriod = (lastNumber ?? 0) + 1;
	const activated = service.activatedAt === null ? day : dayIn(service.timeZone, service.activatedAt);
	const began = firstFrom ?? activated;
	if (firstRenewal !== undefined) {
		const anchor = { first: firstRenewal, monthEnd };
		return { anchor, anchorPeriod: nextPeriod, nextPeriod, trialUntil: null, began };
	}
	if (firstFrom === null || firstNumber === null) {
		const trialUntil = service.trialDays > 0 ? addDays(activated, service.trialDays) : null;
		const anchor = { first: trialUntil ?? activated, monthEnd };
		return { anchor, anchorPeriod: 1, nextPeriod: 1, trialUntil, began };
	}
	const anchor = { first: firstFrom, monthEnd };
	const cycleMonths = monthsOfInterval[service.billingInterval];
	const counted = { anchor, anchorPeriod: firstNumber, anchorMonths: 0, startsOn: null, cycleMonths };
	const goesOn = lastTo === null || periodOf(counted, nextPeriod).from === lastTo;
	// A service whose interval was another one before goes on where its last invoice ends.
	if (!goesOn)
		return { anchor: { first: lastTo, monthEnd }, anchorPeriod: nextPeriod, nextPeriod, trialUntil: null, began };
	return { anchor, anchorPeriod: firstNumber, nextPeriod, trialUntil: null, began };
}

/** The next period is a short one that leads to the renewal day of the plan, when it does not begin on that. */
function aligned(terms: Terms, alignDay: number | null): Terms {
	if (alignDay === null) return terms;
	const startsOn = periodOf(terms, terms.nextPeriod).from;
	const inMonth = `${startsOn.slice(0, 8)}${String(alignDay).padStart(2, '0')}`;
	if (startsOn === inMonth) return terms;
	const first = inMonth > startsOn ? inMonth : monthsAfter({ first: inMonth, monthEnd: false }, 1);
	const anchor = { first, monthEnd: false };
	return { ...terms, anchor, anchorPeriod: terms.nextPeriod + 1, anchorMonths: 0, startsOn };
}

/** A term that was over before the pack began does not end anything: the service went on, and nobody was told. */
function termEnd(
	{ termMonths }: Candidate,
	{ trialUntil, anchor }: Terms,
	{ began, day }: { readonly began: Day; readonly day: Day },
): Day | null {
	if (termMonths === null) return null;
	const ends = monthsAfter({ first: trialUntil ?? began, monthEnd: anchor.monthEnd }, termMonths);
	return ends > day ? ends : null;
}
