import { addDays, dayIn, momentOf, type Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';

/** The days that are compared, as a calendar on the wall of a zone has them. */
export interface Period {
	readonly from: Day;
	/** The last day. */
	readonly to: Day;
	readonly timeZone: string;
}

/** Longer ones take PayPal hours, and nobody reads their page. */
const mostDays = 400;

/** @throws InputError when the last day is before the first, or too many lie between them. */
export function checkedPeriod(period: Period): Period {
	if (period.to < period.from) {
		throw new InputError('to', 'is before the first day', 'Give the last day of the period.');
	}
	if (addDays(period.from, mostDays) < period.to) {
		throw new InputError('to', `is more than ${mostDays} days after the first day`, 'Compare a year at the most.');
	}
	return period;
}

/** From the first moment of the period to the first one after it. */
export function momentsOf({ from, to, timeZone }: Period): { readonly start: Date; readonly end: Date } {
	return { start: momentOf(from, '00:00', timeZone), end: momentOf(addDays(to, 1), '00:00', timeZone) };
}

export function holdsDay({ from, to }: Period, day: Day): boolean {
	return day >= from && day <= to;
}

export const holdsMoment = (period: Period, moment: Date): boolean => holdsDay(period, dayIn(period.timeZone, moment));

/** Periods that have a name, with their labels. */
export const periodNames = {
	lastMonth: 'Last Month',
	thisMonth: 'This Month',
	yesterday: 'Yesterday',
	custom: 'Custom',
} as const;
export type PeriodName = keyof typeof periodNames;

/**
 * The days of a named period, by the calendar of its zone.
 *
 * @throws InputError when a custom period has no days.
 */
export function periodOf(
	name: PeriodName,
	{ from, to, timeZone }: { readonly from?: Day; readonly to?: Day; readonly timeZone: string },
	clock: Clock = systemClock,
): Period {
	const today = dayIn(timeZone, clock.now());
	const first = `${today.slice(0, 7)}-01`;
	switch (name) {
		case 'lastMonth': {
			const last = addDays(first, -1);
			return { from: `${last.slice(0, 7)}-01`, to: last, timeZone };
		}
		case 'thisMonth':
			return { from: first, to: today, timeZone };
		case 'yesterday': {
			const day = addDays(today, -1);
			return { from: day, to: day, timeZone };
		}
		case 'custom':
			if (from === undefined || to === undefined) {
				throw new InputError(from === undefined ? 'from' : 'to', 'is missing', 'Give both days of the period.');
			}
			return { from, to, timeZone };
	}
}
