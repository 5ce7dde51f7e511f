import { addDays, daysBetween, weekdayOf, type Day } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import type { Season, UnitPrices } from './unit';

/** The nights of a stay, in their order. The day of departure is no night of it: another guest may arrive then. */
export function nightsOf(arrival: Day, departure: Day): Day[] {
	return Array.from({ length: Math.max(0, daysBetween(arrival, departure)) }, (_, night) => addDays(arrival, night));
}

/** The season of a night; undefined where only the usual price holds. */
export function seasonOf({ seasons }: Pick<UnitPrices, 'seasons'>, night: Day): Season | undefined {
	return seasons.find(({ first, last }) => {
		if (first.length === 10) return first <= night && night <= last;
		const ofYear = night.slice(5);
		return first <= last ? first <= ofYear && ofYear <= last : ofYear >= first || ofYear <= last;
	});
}

/** What a night costs, and why. */
export function priceOf(
	prices: UnitPrices,
	night: Day,
): { readonly season: string | null; readonly weekend: boolean; readonly nightMinor: number } {
	const season = seasonOf(prices, night);
	const { nightMinor, weekendNightMinor } = season ?? prices;
	const weekend = weekendNightMinor !== undefined && prices.weekendNights.includes(weekdayOf(night));
	return { season: season?.name ?? null, weekend, nightMinor: weekend ? weekendNightMinor : nightMinor };
}

/** What somebody asks for. */
export interface StayRequest {
	readonly arrival: Day;
	readonly departure: Day;
	readonly adults: number;
	/** They count as guests, and owe no tourist tax. */
	readonly children: number;
}

/** What of a unit decides whether it takes a stay. */
export interface Rules {
	readonly prices: UnitPrices;
	readonly mostGuests: number;
	/** So many days lie between a booking and its arrival at the least. */
	readonly leadDays: number;
	/** No stay begins later than so many days from now. */
	readonly mostDaysAhead: number;
}

/** Why a unit does not take a stay, with what the words about it need. */
export type StayFault =
	| { readonly fault: 'no_night' | 'no_adult' }
	| { readonly fault: 'too_early' | 'too_late'; readonly limit: Day }
	| { readonly fault: 'too_short' | 'too_long'; readonly nights: number; readonly limit: number }
	| { readonly fault: 'arrival_day' | 'departure_day'; readonly weekdays: readonly number[] }
	| { readonly fault: 'too_many_guests'; readonly limit: number };

/**
 * What the rules of a unit have against a stay; undefined when they allow it. The season of the first night decides the
 * shortest stay and the days of arrival, that of the last night the days of departure. Pure.
 *
 * @param today in the time zone of the unit.
 */
export function faultOf({ prices, ...rules }: Rules, stay: StayRequest, today: Day): StayFault | undefined {
	const { arrival, departure } = stay;
	const nights = daysBetween(arrival, departure);
	if (nights < 1) return { fault: 'no_night' };
	const [earliest, latest] = [addDays(today, rules.leadDays), addDays(today, rules.mostDaysAhead)];
	if (arrival < earliest) return { fault: 'too_early', limit: earliest };
	if (arrival > latest) return { fault: 'too_late', limit: latest };

	const [ofArrival, ofDeparture] = [seasonOf(prices, arrival), seasonOf(prices, addDays(departure, -1))];
	const shortest = ofArrival?.minimumNights ?? prices.minimumNights;
	if (nights < shortest) return { fault: 'too_short', nights, limit: shortest };
	if (nights > prices.mostNights) return { fault: 'too_long', nights, limit: prices.mostNights };
	const arrivals = ofArrival?.changeoverDays ?? prices.changeoverDays;
	if (!mayChange(arrival, arrivals)) return { fault: 'arrival_day', weekdays: arrivals };
	const departures = ofDeparture?.changeoverDays ?? prices.changeoverDays;
	if (!mayChange(departure, departures)) return { fault: 'departure_day', weekdays: departures };

	if (stay.adults < 1) return { fault: 'no_adult' };
	if (stay.adults + stay.children > rules.mostGuests) return { fault: 'too_many_guests', limit: rules.mostGuests };
	return undefined;
}

const mayChange = (on: Day, allowed: readonly number[]) => allowed.length === 0 || allowed.includes(weekdayOf(on));

/**
 * Refuses a stay that the rules of a unit do not allow.
 *
 * @throws StayRefused that names the field, and what would be right.
 */
export function checkStay(rules: Rules, stay: StayRequest, today: Day): void {
	const fault = faultOf(rules, stay, today);
	if (fault) throw new StayRefused(fault, stay);
}

/** A unit does not take a stay. The words are for staff; a page says the fault in the guest's language. */
export class StayRefused extends InputError {
	constructor(
		readonly stayFault: StayFault,
		{ arrival, departure }: Pick<StayRequest, 'arrival' | 'departure'>,
	) {
		const [field, complaint, remedy] = wordsOf(stayFault, arrival, departure);
		super(field, complaint, remedy);
		this.name = 'StayRefused';
	}
}

function wordsOf(given: StayFault, arrival: Day, departure: Day): [field: string, complaint: string, remedy: string] {
	switch (given.fault) {
		case 'no_night':
			return ['departure', `is not after the arrival: ${departure}`, 'Leave at least one night later.'];
		case 'no_adult':
			return ['adults', 'are none', 'At least one adult stays.'];
		case 'too_early':
			return ['arrival', `is too early: ${arrival}`, `Arrive on ${given.limit} or later.`];
		case 'too_late':
			return ['arrival', `is too far ahead: ${arrival}`, `Arrive on ${given.limit} or earlier.`];
		case 'too_short':
			return [
				'departure',
				`makes ${given.nights} nights, of at least ${given.limit}`,
				`Stay until ${addDays(arrival, given.limit)} or longer.`,
			];
		case 'too_long':
			return [
				'departure',
				`makes ${given.nights} nights, of at most ${given.limit}`,
				`Leave on ${addDays(arrival, given.limit)} or earlier.`,
			];
		case 'arrival_day':
			return [
				'arrival',
				`is on a ${dayName(weekdayOf(arrival))}: ${arrival}`,
				`Arrive on ${dayNames(given.weekdays)}.`,
			];
		case 'departure_day':
			return [
				'departure',
				`is on a ${dayName(weekdayOf(departure))}: ${departure}`,
				`Leave on ${dayNames(given.weekdays)}.`,
			];
		case 'too_many_guests':
			return ['adults', 'and children are more guests than the unit takes', `Come with ${given.limit} at the most.`];
	}
}

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const dayName = (weekday: number) => names[weekday - 1] ?? '';
const dayNames = (weekdays: readonly number[]) => [...weekdays].sort().map(dayName).join(' or ');
