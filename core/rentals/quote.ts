import { z } from 'zod';
import type { Day } from '../kernel/calendar';
import { allocate, money } from '../kernel/money';
import { checkStay, nightsOf, priceOf, type Rules, type StayRequest } from './stay';
import type { UnitTerms } from './unit';

/** One line of the price of a stay. The lines add up to its total. */
export const priceLine = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('nights'),
		/** The name of the season; null for the usual price. */
		season: z.string().nullable(),
		weekend: z.boolean(),
		nights: z.number(),
		eachMinor: z.number(),
		amountMinor: z.number(),
	}),
	z.strictObject({ kind: z.literal('cleaning'), amountMinor: z.number() }),
	z.strictObject({
		kind: z.literal('tourist_tax'),
		persons: z.number(),
		nights: z.number(),
		eachMinor: z.number(),
		amountMinor: z.number(),
	}),
]);
export type PriceLine = Readonly<z.infer<typeof priceLine>>;

/** What a stay costs. */
export interface Quote extends StayRequest {
	readonly nights: number;
	readonly currency: string;
	readonly lines: readonly PriceLine[];
	readonly totalMinor: number;
	/** Of the total; it is owed for those who stay, and for nobody else. */
	readonly touristTaxMinor: number;
}

/**
 * The price of a stay: each night by its season and weekday, cleaning, and the tourist tax as a line of its own. Pure.
 *
 * @param today in the time zone of the unit.
 * @throws InputError when the rules of the unit do not allow the stay.
 */
export function quoteStay(rules: Rules & { readonly currency: string }, stay: StayRequest, today: Day): Quote {
	checkStay(rules, stay, today);
	const { prices, currency } = rules;
	const nights = nightsOf(stay.arrival, stay.departure);
	const taxed = Math.min(nights.length, prices.touristTaxMostNights ?? nights.length);
	const touristTaxMinor = stay.adults * taxed * prices.touristTaxMinor;
	const lines: PriceLine[] = nightLines(prices, nights);
	if (prices.cleaningMinor > 0) lines.push({ kind: 'cleaning', amountMinor: prices.cleaningMinor });
	if (touristTaxMinor > 0) {
		const each = { persons: stay.adults, nights: taxed, eachMinor: prices.touristTaxMinor };
		lines.push({ kind: 'tourist_tax', ...each, amountMinor: touristTaxMinor });
	}
	const { amountMinor: totalMinor } = money(
		lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
		currency,
	);
	const { arrival, departure, adults, children } = stay;
	return { arrival, departure, adults, children, nights: nights.length, currency, lines, totalMinor, touristTaxMinor };
}

/** A line for the nights of each price, in the order in which they come. */
function nightLines(prices: Rules['prices'], nights: readonly Day[]): PriceLine[] {
	const lines = new Map<string, Extract<PriceLine, { kind: 'nights' }>>();
	for (const night of nights) {
		const { season, weekend, nightMinor } = priceOf(prices, night);
		const key = JSON.stringify([season, weekend, nightMinor]);
		const before = lines.get(key)?.nights ?? 0;
		const each = { season, weekend, nights: before + 1, eachMinor: nightMinor };
		lines.set(key, { kind: 'nights', ...each, amountMinor: (before + 1) * nightMinor });
	}
	return [...lines.values()];
}

/** How the price of a stay is paid: in two parts, or all of it at once. The parts add up to the total. */
export interface PaymentPlan {
	/** What is invoiced with the booking: the deposit, or all of it when the arrival is near. */
	readonly firstMinor: number;
	/** What is invoiced later; 0 when there is nothing left. */
	readonly balanceMinor: number;
}

/**
 * @param daysAhead from the booking to the arrival.
 */
export function planPayment(
	{ totalMinor, currency }: Pick<Quote, 'totalMinor' | 'currency'>,
	terms: UnitTerms,
	daysAhead: number,
): PaymentPlan {
	const { depositPercent, balanceDays } = terms;
	if (daysAhead <= balanceDays) return { firstMinor: totalMinor, balanceMinor: 0 };
	const [deposit, balance] = allocate(money(totalMinor, currency), [depositPercent, 100 - depositPercent]);
	return { firstMinor: deposit?.amountMinor ?? 0, balanceMinor: balance?.amountMinor ?? 0 };
}
