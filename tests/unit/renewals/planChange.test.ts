import fc from 'fast-check';
import { addDays, daysBetween } from '../../../core/kernel/calendar';
import { periodOf, planChange, type CycleMonths } from '../../../core/renewals';
import { anyTerms, termsOf } from '../../support/termsOf';

const to = (priceMinor: number, cycleMonths: CycleMonths = 1) => ({
	...{ planId: termsOf().planId, planCode: 'business', planName: 'Business', priceMinor, cycleMonths },
});
/** A service of 31.00 a month, invoiced for January. */
const january = termsOf({ priceMinor: 3_100, nextPeriod: 2 });

test.each<[string, string, number, number]>([
	['on the first day', '2026-01-01', 6_200, 3_100],
	['in the middle, up', '2026-01-22', 6_200, 1_000],
	['in the middle, down', '2026-01-22', 0, -1_000],
	['on the last day', '2026-01-31', 6_200, 100],
	['to the same price', '2026-01-22', 3_100, 0],
	['on the renewal day, which is not invoiced yet', '2026-02-01', 6_200, 0],
	['after the renewal day', '2026-02-10', 6_200, 0],
])('changed %s', (_, day, price, difference) => {
	const changed = planChange(january, to(price), day);
	expect(changed.differenceMinor).toBe(difference);
	expect(changed.terms).toMatchObject({ priceMinor: price, planCode: 'business', nextPeriod: 2 });
});

test('a change before the renewal day also settles the period that is invoiced ahead', () => {
	const ahead = { ...january, nextPeriod: 3 };
	const changed = planChange(ahead, to(6_200), '2026-01-22');
	expect(changed).toMatchObject({ differenceMinor: 1_000 + 3_100, days: { from: '2026-01-22', to: '2026-03-01' } });
	expect(planChange(ahead, to(6_200), '2026-02-01').differenceMinor).toBe(3_100);
});

// Reported of wp-calypso (59353) and Stripe (stripe-dotnet 3103): upgrades that credit the price before the discount.
test('what a discount took off is not credited', () => {
	const half = { discountId: 'a', code: 'HALF', kind: 'percent', percentHundredths: 5_000, amountMinor: null } as const;
	const terms = { ...january, discounts: [{ ...half, startsOn: '2026-01-01', endsOn: null }] };
	expect(planChange(terms, to(0), '2026-01-22').differenceMinor).toBe(-500);
	expect(planChange(terms, to(6_200), '2026-01-22').differenceMinor).toBe(500);
});

test('from a month to a year the renewal day stays, and the year begins on it', () => {
	const { terms, differenceMinor } = planChange(january, to(36_500, 12), '2026-01-22');
	expect(differenceMinor).toBe(1_000 - 1_000);
	expect(periodOf(terms, 2)).toEqual({ number: 2, from: '2026-02-01', to: '2027-02-01' });
	expect(periodOf(terms, 3).to).toBe('2028-02-01');
});

test('from a year to a month the rest of the year is settled by the months in it', () => {
	const year = termsOf({ cycleMonths: 12, priceMinor: 12_000, nextPeriod: 2 });
	const { terms, differenceMinor } = planChange(year, to(2_000), '2026-07-01');
	const unused = Math.round((12_000 * daysBetween('2026-07-01', '2027-01-01')) / 365);
	expect(differenceMinor).toBe(6 * 2_000 - unused);
	expect(periodOf(terms, 2)).toEqual({ number: 2, from: '2027-01-01', to: '2027-02-01' });
});

// Reported of WooCommerce Payments (9702) and Gumroad (6077): the second upgrade within a period is settled by what the first
// one charged.
test('two changes within a period cost as much as one, and a second one after another cycle settles all that is invoiced', () => {
	const up = planChange(january, to(6_200), '2026-01-11');
	const further = planChange(up.terms, to(9_300), '2026-01-22');
	expect([up.differenceMinor, further.differenceMinor]).toEqual([2_100, 1_000]);
	const year = termsOf({ cycleMonths: 12, priceMinor: 12_000, nextPeriod: 2 });
	const monthly = planChange(year, to(2_000), '2026-07-01');
	const doubled = planChange(monthly.terms, to(4_000), '2026-07-01');
	expect(doubled).toMatchObject({ differenceMinor: 6 * 2_000, days: { from: '2026-07-01', to: '2027-01-01' } });
	// Each of the six months is rounded for itself.
	const back = planChange(monthly.terms, to(12_000, 12), '2026-07-01').differenceMinor;
	expect(Math.abs(back + monthly.differenceMinor)).toBeLessThanOrEqual(3);
});

test('before its first period, as in a trial, nothing is settled', () => {
	expect(
		planChange(termsOf({ anchor: { first: '2026-01-15', monthEnd: false } }), to(9_000), '2026-01-03'),
	).toMatchObject({
		...{ differenceMinor: 0, days: null },
	});
});

test('an anchor of the 31st is not lost by a change of the cycle on a shorter month', () => {
	const terms = termsOf({ anchor: { first: '2026-01-31', monthEnd: false }, nextPeriod: 2 });
	const quarterly = planChange(terms, to(3_000, 3), '2026-02-10').terms;
	expect([2, 3, 4].map((number) => periodOf(quarterly, number).from)).toEqual([
		...['2026-02-28', '2026-05-31', '2026-08-31'],
	]);
});

test('what goes up by days comes down by the same, to the cent', () => {
	fc.assert(
		fc.property(anyTerms, fc.integer({ min: 1, max: 5_000_000 }), fc.nat(1_500), (terms, price, later) => {
			const { from } = periodOf(terms, 1);
			const day = addDays(from, later % daysBetween(from, periodOf(terms, terms.nextPeriod).from || from) || 0);
			const { cycleMonths } = terms;
			const up = planChange(terms, to(price, cycleMonths), day);
			const down = planChange(up.terms, to(terms.priceMinor, cycleMonths), day);
			expect(up.differenceMinor + down.differenceMinor).toBe(0);
			expect(down.terms).toEqual({ ...terms, planCode: 'business', planName: 'Business' });
			const whole = (price - terms.priceMinor) * (terms.nextPeriod - 1);
			expect(Math.abs(up.differenceMinor)).toBeLessThanOrEqual(Math.abs(whole));
		}),
	);
});
