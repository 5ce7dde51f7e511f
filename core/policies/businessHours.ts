import { addDays, dayIn, momentOf, timeIn, weekdayOf, type Day } from '../kernel/calendar';
import { isPublicHoliday } from './holidays';
import type { BillingPolicy } from './policy';

type Hours = Pick<BillingPolicy, 'suspensionHours' | 'holidays' | 'holidayCountry'>;

/** Where the clock hangs, and whose holidays it knows. */
export interface Place {
	readonly timeZone: string;
	/** ISO 3166-1. Null or unknown: only weekdays and the operator's own holidays count. */
	readonly country: string | null;
}

/** An operator may have closed for so long; after that something is wrong with the policy, and its weekdays decide alone. */
const longestClosed = 366;

/** Whether something may be suspended on a day: a day of the week that is open, and no holiday. */
export function isOpenOn({ suspensionHours, holidays, holidayCountry }: Hours, { country }: Place, on: Day): boolean {
	if (!suspensionHours.days.includes(weekdayOf(on)) || holidays.includes(on)) return false;
	const whose = holidayCountry ?? country;
	return whose === null || !isPublicHoliday(whose, on);
}

/** Whether a moment is within the hours in which something may be suspended. */
export function isOpenAt(policy: Hours, place: Place, moment: Date): boolean {
	const time = timeIn(place.timeZone, moment);
	const { from, until } = policy.suspensionHours;
	return time >= from && time < until && isOpenOn(policy, place, dayIn(place.timeZone, moment));
}

/** The first moment from this one on at which something may be suspended: the moment itself, if it is open. */
export function nextOpening(policy: Hours, place: Place, moment: Date): Date {
	if (isOpenAt(policy, place, moment)) return moment;
	const { from, days } = policy.suspensionHours;
	const today = dayIn(place.timeZone, moment);
	const opens = (on: Day) => momentOf(on, from, place.timeZone);
	const first = opens(today) > moment ? today : addDays(today, 1);
	for (let ahead = 0; ahead < longestClosed; ahead++) {
		const on = addDays(first, ahead);
		if (isOpenOn(policy, place, on)) return opens(on);
	}
	const weekday = [0, 1, 2, 3, 4, 5, 6].find((ahead) => days.includes(weekdayOf(addDays(first, ahead)))) ?? 0;
	return opens(addDays(first, weekday));
}
