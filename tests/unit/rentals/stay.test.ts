import fc from 'fast-check';
import { addDays, daysBetween, weekdayOf } from '../../../core/kernel/calendar';
import { planPayment, quoteStay } from '../../../core/rentals/quote';
import { checkStay, faultOf, nightsOf, priceOf, seasonOf, StayRefused, type Rules } from '../../../core/rentals/stay';
import { unitPrices, unitTerms } from '../../../core/rentals/unit';

const rulesOf = (prices: object, more: Partial<Rules> = {}): Rules & { currency: string } => ({
	prices: unitPrices.parse({ nightMinor: 10_000, ...prices }),
	mostGuests: 4,
	leadDays: 0,
	mostDaysAhead: 1_000,
	currency: 'EUR',
	...more,
});
const stayOf = (arrival: string, departure: string, adults = 2, children = 0) => ({
	arrival,
	departure,
	adults,
	children,
});
const today = '2026-01-01';

const days = fc.integer({ min: 0, max: 900 }).map((ahead) => addDays(today, ahead));
const stays = fc
	.record({ arrival: days, nights: fc.integer({ min: 1, max: 28 }), adults: fc.integer({ min: 1, max: 4 }) })
	.map(({ arrival, nights, adults }) => stayOf(arrival, addDays(arrival, nights), adults));
const amounts = fc.integer({ min: 0, max: 5_000_000 });

describe('the nights of a stay', () => {
	// Reported of date pickers that divide milliseconds: two nights where the clock goes back (benitolopez/hotel-datepicker #180).
	test.each([
		['2026-03-28', '2026-03-29'],
		['2026-03-29', '2026-03-30'],
		['2026-10-24', '2026-10-25'],
		['2026-10-25', '2026-10-26'],
		['2026-12-31', '2027-01-01'],
		['2028-02-28', '2028-02-29'],
	])('%s to %s is one night, also where the clock changes and the year ends', (arrival, departure) => {
		expect(nightsOf(arrival, departure)).toEqual([arrival]);
	});

	// Reported of a booking plugin: the day of departure could not be booked as an arrival (Crocoblock/suggestions #4605).
	test('the day of departure is no night: the next guest arrives then', () => {
		expect(nightsOf('2026-07-04', '2026-07-07')).toEqual(['2026-07-04', '2026-07-05', '2026-07-06']);
		fc.assert(
			fc.property(days, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (arrival, one, other) => {
				const change = addDays(arrival, one);
				const both = [...nightsOf(arrival, change), ...nightsOf(change, addDays(change, other))];
				expect(both).toEqual(nightsOf(arrival, addDays(arrival, one + other)));
				expect(new Set(both).size).toBe(one + other);
			}),
		);
	});
});

describe('the price of a stay', () => {
	test('each night by its season and weekday, cleaning, and the tourist tax as a line of its own', () => {
		const rules = rulesOf({
			weekendNightMinor: 12_000,
			cleaningMinor: 8_500,
			touristTaxMinor: 265,
			seasons: [{ name: 'Christmas', first: '12-20', last: '01-03', nightMinor: 20_000, weekendNightMinor: 25_000 }],
		});
		// Thursday 17 December to Tuesday 22 December.
		const quote = quoteStay(rules, stayOf('2026-12-17', '2026-12-22', 2, 1), today);
		expect(quote.lines).toEqual([
			{ kind: 'nights', season: null, weekend: false, nights: 1, eachMinor: 10_000, amountMinor: 10_000 },
			{ kind: 'nights', season: null, weekend: true, nights: 2, eachMinor: 12_000, amountMinor: 24_000 },
			{ kind: 'nights', season: 'Christmas', weekend: false, nights: 2, eachMinor: 20_000, amountMinor: 40_000 },
			{ kind: 'cleaning', amountMinor: 8_500 },
			{ kind: 'tourist_tax', persons: 2, nights: 5, eachMinor: 265, amountMinor: 2_650 },
		]);
		expect(quote).toMatchObject({ nights: 5, totalMinor: 85_150, touristTaxMinor: 2_650 });
	});

	test('a season of every year goes on over New Year, and its last night belongs to it', () => {
		const prices = unitPrices.parse({
			nightMinor: 1,
			seasons: [{ name: 'Winter', first: '12-20', last: '01-05', nightMinor: 2 }],
		});
		const named = (night: string) => seasonOf(prices, night)?.name;
		expect(['2026-12-19', '2026-12-20', '2026-12-31', '2027-01-01', '2027-01-05', '2027-01-06'].map(named)).toEqual([
			...[undefined, 'Winter', 'Winter', 'Winter', 'Winter', undefined],
		]);
	});

	test('a season without a weekend price has one price, and a price of a day beats nothing', () => {
		const rules = rulesOf({
			weekendNightMinor: 12_000,
			seasons: [{ name: 'Fair', first: '2026-05-01', last: '2026-05-31', nightMinor: 30_000 }],
		});
		expect(priceOf(rules.prices, '2026-05-02')).toEqual({ season: 'Fair', weekend: false, nightMinor: 30_000 });
		expect(priceOf(rules.prices, '2026-06-06')).toEqual({ season: null, weekend: true, nightMinor: 12_000 });
	});

	test('the tourist tax ends after so many nights', () => {
		const rules = rulesOf({ touristTaxMinor: 100, touristTaxMostNights: 7 });
		expect(quoteStay(rules, stayOf('2026-06-01', '2026-06-15', 3), today).touristTaxMinor).toBe(2_100);
	});

	test.each(['EUR', 'JPY', 'KWD'])(
		'in %s the lines add up to the total, and the parts of the payment too',
		(currency) => {
			fc.assert(
				fc.property(
					stays,
					amounts,
					amounts,
					amounts,
					fc.integer({ min: 0, max: 100 }),
					fc.integer({ min: 0, max: 400 }),
					(stay, nightMinor, weekendNightMinor, taxMinor, depositPercent, daysAhead) => {
						const rules = {
							...rulesOf({ nightMinor, weekendNightMinor, touristTaxMinor: taxMinor, cleaningMinor: 7 }),
							currency,
						};
						const quote = quoteStay(rules, stay, today);
						expect(quote.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(quote.totalMinor);
						const nights = nightsOf(stay.arrival, stay.departure);
						const each = nights.reduce((sum, night) => sum + priceOf(rules.prices, night).nightMinor, 0);
						expect(quote.totalMinor).toBe(each + 7 + taxMinor * stay.adults * nights.length);

						const terms = unitTerms.parse({ depositPercent });
						const { firstMinor, balanceMinor } = planPayment(quote, terms, daysAhead);
						expect(firstMinor + balanceMinor).toBe(quote.totalMinor);
						if (daysAhead <= terms.balanceDays) expect(balanceMinor).toBe(0);
						else expect(Math.abs(firstMinor - (quote.totalMinor * depositPercent) / 100)).toBeLessThan(1);
					},
				),
			);
		},
	);
});

describe('what a unit does not take', () => {
	const rules = rulesOf(
		{
			minimumNights: 2,
			mostNights: 14,
			seasons: [
				{ name: 'Summer', first: '07-01', last: '08-31', nightMinor: 1, minimumNights: 7, changeoverDays: [6] },
			],
		},
		{ leadDays: 2, mostDaysAhead: 365 },
	);
	test.each([
		['no night', stayOf('2026-06-05', '2026-06-05'), { fault: 'no_night' }, 'departure'],
		['a departure before the arrival', stayOf('2026-06-05', '2026-06-03'), { fault: 'no_night' }, 'departure'],
		['too soon', stayOf('2026-01-02', '2026-01-09'), { fault: 'too_early', limit: '2026-01-03' }, 'arrival'],
		['too far ahead', stayOf('2027-01-02', '2027-01-09'), { fault: 'too_late', limit: '2027-01-01' }, 'arrival'],
		['too short', stayOf('2026-06-05', '2026-06-06'), { fault: 'too_short', nights: 1, limit: 2 }, 'departure'],
		[
			'too short for its season',
			stayOf('2026-07-04', '2026-07-08'),
			{ fault: 'too_short', nights: 4, limit: 7 },
			'departure',
		],
		['too long', stayOf('2026-06-01', '2026-06-16'), { fault: 'too_long', nights: 15, limit: 14 }, 'departure'],
		[
			'an arrival on a wrong weekday',
			stayOf('2026-07-05', '2026-07-12'),
			{ fault: 'arrival_day', weekdays: [6] },
			'arrival',
		],
		[
			'a departure on a wrong weekday',
			stayOf('2026-07-04', '2026-07-12'),
			{ fault: 'departure_day', weekdays: [6] },
			'departure',
		],
		['no adult', stayOf('2026-06-05', '2026-06-08', 0, 2), { fault: 'no_adult' }, 'adults'],
		['too many guests', stayOf('2026-06-05', '2026-06-08', 3, 2), { fault: 'too_many_guests', limit: 4 }, 'adults'],
	])('%s', (_, stay, fault, field) => {
		expect(faultOf(rules, stay, today)).toEqual(fault);
		expect(() => checkStay(rules, stay, today)).toThrow(StayRefused);
		expect(() => checkStay(rules, stay, today)).toThrow(new RegExp(`^'${field}' `));
	});

	test('what it takes: the season of the first night decides the arrival, that of the last one the departure', () => {
		expect(faultOf(rules, stayOf('2026-06-24', '2026-07-04'), today)).toBeUndefined();
		expect(faultOf(rules, stayOf('2026-08-29', '2026-09-07'), today)).toBeUndefined();
		expect(faultOf(rules, stayOf('2026-07-04', '2026-07-11'), today)).toBeUndefined();
	});

	test('every stay that is taken keeps every rule', () => {
		fc.assert(
			fc.property(stays, (stay) => {
				if (faultOf(rules, stay, today)) return;
				const nights = daysBetween(stay.arrival, stay.departure);
				const inSummer = (on: string) => on.slice(5) >= '07-01' && on.slice(5) <= '08-31';
				expect(nights).toBeGreaterThanOrEqual(inSummer(stay.arrival) ? 7 : 2);
				if (inSummer(stay.arrival)) expect(weekdayOf(stay.arrival)).toBe(6);
				if (inSummer(addDays(stay.departure, -1))) expect(weekdayOf(stay.departure)).toBe(6);
			}),
		);
	});
});

describe('what an operator may write', () => {
	test.each([
		[{ nightMinor: 10.5 }],
		[{ nightMinor: -1 }],
		[{ nightMinor: 1, seasons: [{ name: 'x', first: '2026-12-20', last: '01-05', nightMinor: 1 }] }],
		[{ nightMinor: 1, seasons: [{ name: 'x', first: '2026-12-20', last: '2026-01-05', nightMinor: 1 }] }],
		[{ nightMinor: 1, changeoverDays: [0] }],
		[{ nightMinor: 1, cleaning: 1 }],
	])('%j is refused', (prices) => expect(unitPrices.safeParse(prices).success).toBe(false));

	test('a balance that is due before it is invoiced is refused', () => {
		expect(unitTerms.safeParse({ balanceDays: 10, balanceDueDays: 14 }).success).toBe(false);
	});
});
