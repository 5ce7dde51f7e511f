import { addDays, type Anchor, type Day } from '../../../core/kernel/calendar';
import type { Language } from '../../../core/kernel/languages';

/** How a customer pays. Each way is a pure function of the invoice, so that two years can be compared. */
export const habits = [
	'early',
	'on_the_day',
	'late',
	'very_late',
	'in_two_parts',
	'stops_paying',
	'by_portal',
	'refunded',
	'disputed_and_won',
	'card',
	'card_without_money_at_first',
	'card_that_was_lost',
	'card_that_asks',
	'card_that_is_slow',
] as const;
export type Habit = (typeof habits)[number];

/** The test cards of Stripe behind those who have one saved. */
export const cardsOf: Readonly<Partial<Record<Habit, string>>> = {
	card: 'pm_card_visa',
	card_without_money_at_first: 'pm_card_visa_chargeDeclinedInsufficientFunds',
	card_that_was_lost: 'pm_card_visa_chargeDeclinedLostCard',
	card_that_asks: 'pm_card_authenticationRequired',
	card_that_is_slow: 'pm_standin_slow',
};

export interface PlayedService {
	readonly domain: string;
	readonly planCode: string;
	/** The day of its first renewal, from which the others are counted. */
	readonly anchor: Anchor;
}

export interface PlayedCustomer {
	readonly code: string;
	readonly timeZone: string;
	readonly country: string;
	readonly language: Language;
	readonly currency: string;
	readonly books: 'store' | 'invoice_ninja';
	readonly habit: Habit;
	readonly services: readonly PlayedService[];
}

export interface PlayedPlan {
	readonly planCode: string;
	readonly cycleMonths: 1 | 3 | 6 | 12 | 24;
	readonly currency: string;
	readonly priceMinor: number;
}

const zones = [
	{ timeZone: 'Europe/Brussels', country: 'BE', language: 'nl' },
	{ timeZone: 'America/New_York', country: 'US', language: 'en' },
	{ timeZone: 'Pacific/Auckland', country: 'NZ', language: 'en' },
	{ timeZone: 'America/St_Johns', country: 'CA', language: 'fr' },
] as const;

/** With 2, 2, 0 and 3 decimals. A fil is a thousandth, and Invoice Ninja keeps hundredths: its prices end with a zero. */
const prices = { EUR: 990, USD: 1249, JPY: 1500, KWD: 4990 } as const;
const currencies = ['EUR', 'EUR', 'USD', 'JPY', 'KWD'] as const;

const cycles = { month: 1, quarter: 3, half: 6, year: 12, two: 24 } as const;
const cycleNames = ['month', 'month', 'month', 'quarter', 'month', 'half', 'month', 'year', 'month', 'two'] as const;

/** One for each currency and cycle. */
export const plans: readonly PlayedPlan[] = Object.entries(prices).flatMap(([currency, priceMinor]) =>
	Object.entries(cycles).map(([name, cycleMonths]) => ({
		planCode: `${currency.toLowerCase()}-${name}`,
		cycleMonths,
		currency,
		priceMinor: priceMinor * cycleMonths,
	})),
);

/** Where calendars go wrong: the ends of months. */
const firstDays = [1, 2, 7, 12, 15, 20, 28, 29, 30, 31];

/**
 * So many customers, each unlike the others, and always the same ones. Their services renew for the first time within a
 * month.
 *
 * @param begin the first day of a month of 31 days.
 */
export function companyOf(count: number, begin: Day): PlayedCustomer[] {
	return Array.from({ length: count }, (_, index) => {
		const pick = <T>(from: readonly T[], step: number): T => {
			const found = from[Math.floor(index / step) % from.length];
			if (found === undefined) throw new RangeError('nothing to pick from');
			return found;
		};
		const currency = pick(currencies, 3);
		const habit = pick(habits, 1);
		const code = `c${String(index).padStart(3, '0')}`;
		const services = Array.from({ length: index % 7 === 3 ? 2 : 1 }, (_none, place): PlayedService => {
			const first = addDays(begin, pick(firstDays, 1) - 1);
			return {
				domain: `${code}${place === 0 ? '' : `-${place}`}.example`,
				planCode: `${currency.toLowerCase()}-${pick(cycleNames, 2)}`,
				anchor: { first, monthEnd: index % 11 === 5 && first.endsWith('-31') },
			};
		});
		const inNinja = index % 5 < 2 && currency !== 'KWD';
		return { code, ...pick(zones, 2), currency, books: inNinja ? 'invoice_ninja' : 'store', habit, services };
	});
}
