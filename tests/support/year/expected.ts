import { dayIn, type Day } from '../../../core/kernel/calendar';
import type { Habit, PlayedCustomer, PlayedService } from './company';
import { plans } from './company';

/*
 * What a year has to come to, by arithmetic of its own: with nothing of core/renewals and core/dunning.
 */

const at = (day: Day, time: string) => Date.parse(`${day}T${time}:00Z`);
const dayMs = 86_400_000;
const plus = (day: Day, days: number): Day => new Date(at(day, '00:00') + days * dayMs).toISOString().slice(0, 10);

/** The day of a renewal: the same day of the month, or the last one of a month that is too short. */
export function renewalDay({ anchor }: PlayedService, months: number): Day {
	const [year = 0, month = 1, date = 1] = anchor.first.split('-').map(Number);
	const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
	const day = anchor.monthEnd ? last : Math.min(date, last);
	return new Date(Date.UTC(year, month - 1 + months, day)).toISOString().slice(0, 10);
}

/** The periods that are invoiced by the end of a day, a week ahead, by the calendar of the customer. */
export function periodsUntil({ timeZone }: PlayedCustomer, service: PlayedService, lastNight: Date): Day[] {
	const cycle = plans.find(({ planCode }) => planCode === service.planCode)?.cycleMonths ?? 1;
	const until = plus(dayIn(timeZone, lastNight), 7);
	const days: Day[] = [];
	for (let number = 0; ; number++) {
		const day = renewalDay(service, number * cycle);
		if (day > until) return days;
		days.push(day);
	}
}

/** After how many days from the due day an invoice is paid, at noon in Greenwich; null for what the night's charge pays. */
const paysAfter: Readonly<Record<Habit, number | null>> = {
	early: -7,
	on_the_day: 0,
	late: 5,
	very_late: 9,
	in_two_parts: 6,
	stops_paying: Number.POSITIVE_INFINITY,
	by_portal: 1,
	refunded: 0,
	disputed_and_won: 0,
	card: null,
	card_without_money_at_first: null,
	card_that_was_lost: 4,
	card_that_asks: 2,
	card_that_is_slow: null,
};

const letters = [
	['before_due', -3],
	['reminder_1', 1],
	['warning', 2],
	['reminder_7', 7],
	['last_warning', 11],
] as const;

/** The moment of the night that decides a day of a zone. */
function nightOf(day: Day, timeZone: string): number {
	for (const ahead of [0, 1]) {
		const night = at(plus(day, ahead), '02:00');
		if (dayIn(timeZone, new Date(night)) === day) return night;
	}
	throw new RangeError(`no night decides ${day} in ${timeZone}`);
}

/** The stages of which the customer of an invoice is told until now, when no night is missed. */
export function lettersOf({ habit, timeZone }: PlayedCustomer, dueOn: Day, period: number, now: Date): string[] {
	const told = (stage: string, offset: number) => {
		const night = nightOf(plus(dueOn, offset), timeZone);
		return night <= now.getTime() && night < paidAt(habit, dueOn, period, timeZone) ? [stage] : [];
	};
	return letters.flatMap(([stage, offset]) => told(stage, offset));
}

function paidAt(habit: Habit, dueOn: Day, period: number, timeZone: string): number {
	// An hour and a half before the night that would tell.
	if (habit === 'card' || habit === 'card_that_is_slow') return nightOf(dueOn, timeZone);
	if (habit === 'card_without_money_at_first') return nightOf(plus(dueOn, 3), timeZone);
	const after = habit === 'stops_paying' && period <= 3 ? 0 : (paysAfter[habit] ?? 0);
	return Number.isFinite(after) ? at(plus(dueOn, after), '12:00') : Number.POSITIVE_INFINITY;
}
