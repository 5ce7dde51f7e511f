import fc from 'fast-check';
import { addDays, daysBetween } from '../../../core/kernel/calendar';
import { coveredPeriod, missedPeriods, periodAt, periodOf, priceOf } from '../../../core/renewals';
import { anyDay, anyTerms, termsOf } from '../../support/termsOf';

const begins = (first: string, numbers: readonly number[], monthEnd = false) =>
	numbers.map((number) => periodOf(termsOf({ anchor: { first, monthEnd } }), number).from);

// Reported of Polar (10664): once the 31st was cut to the 28th it stays the 28th.
test.each<[string, boolean, readonly string[]]>([
	['2026-01-31', false, ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
	['2028-02-29', false, ['2028-02-29', '2028-03-29', '2028-04-29', '2028-05-29', '2028-06-29']],
	['2028-02-29', true, ['2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31', '2028-06-30']],
	['2026-04-30', false, ['2026-04-30', '2026-05-30', '2026-06-30', '2026-07-30', '2026-08-30']],
	['2026-04-30', true, ['2026-04-30', '2026-05-31', '2026-06-30', '2026-07-31', '2026-08-31']],
])('from %s (end of month: %s) the renewal days are the same each month', (first, monthEnd, expected) => {
	expect(begins(first, [1, 2, 3, 4, 5], monthEnd)).toEqual(expected);
});

test('a yearly anchor on 29 February comes back to the 29th', () => {
	const terms = termsOf({ anchor: { first: '2028-02-29', monthEnd: false }, cycleMonths: 12 });
	expect([1, 2, 3, 4, 5].map((number) => periodOf(terms, number).from)).toEqual([
		...['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
	]);
});

test('periods follow each other without a gap, and keep the day of the anchor', () => {
	fc.assert(
		fc.property(anyTerms, fc.integer({ min: 1, max: 60 }), (terms, number) => {
			const period = periodOf(terms, number);
			expect(periodOf(terms, number + 1).from).toBe(period.to);
			expect(daysBetween(period.from, period.to)).toBeGreaterThanOrEqual(28 * terms.cycleMonths);
			expect(daysBetween(period.from, period.to)).toBeLessThanOrEqual(31 * terms.cycleMonths);
			const date = Number(period.from.slice(8));
			const isLast = addDays(period.from, 1).endsWith('-01');
			if (terms.anchor.monthEnd && number > 1) expect(isLast).toBe(true);
			else expect(isLast || date === Number(terms.anchor.first.slice(8))).toBe(true);
		}),
	);
});

test('each day lies in one period', () => {
	fc.assert(
		fc.property(anyTerms, fc.nat(4_000), (terms, later) => {
			const day = addDays(periodOf(terms, 1).from, later);
			const { number, from, to } = periodAt(terms, day);
			expect(number).toBeGreaterThanOrEqual(1);
			expect(from <= day && day < to).toBe(true);
		}),
	);
});

test('a short first period leads to the renewal day, and costs its share of the days', () => {
	const terms = termsOf({
		anchor: { first: '2026-04-01', monthEnd: false },
		anchorPeriod: 2,
		startsOn: '2026-03-11',
		priceMinor: 3_100,
	});
	expect(periodOf(terms, 1)).toEqual({ number: 1, from: '2026-03-11', to: '2026-04-01' });
	expect(periodOf(terms, 2)).toEqual({ number: 2, from: '2026-04-01', to: '2026-05-01' });
	expect(priceOf(terms, periodOf(terms, 1))).toBe(2_100);
	expect(priceOf(terms, periodOf(terms, 2))).toBe(3_100);
	expect(periodAt(terms, '2026-03-11').number).toBe(1);
});

test('the parts of a period cost as much as the whole of it', () => {
	fc.assert(
		fc.property(anyTerms, fc.integer({ min: 1, max: 20 }), fc.nat(800), (terms, number, at) => {
			const period = periodOf(terms, number);
			const cut = addDays(period.from, at % daysBetween(period.from, period.to));
			const head = priceOf(terms, { ...period, to: cut });
			const tail = priceOf(terms, { ...period, from: cut });
			expect(Math.abs(head + tail - terms.priceMinor)).toBeLessThanOrEqual(1);
			expect(head).toBeGreaterThanOrEqual(0);
			expect(head).toBeLessThanOrEqual(terms.priceMinor);
		}),
	);
});

test('nothing is covered from the last day on, and a period is cut there', () => {
	const terms = termsOf({ endsOn: '2026-02-15', priceMinor: 2_800 });
	expect(coveredPeriod(terms, 1)?.to).toBe('2026-02-01');
	const cut = coveredPeriod(terms, 2);
	expect(cut).toEqual({ number: 2, from: '2026-02-01', to: '2026-02-15' });
	expect(cut && priceOf(terms, cut)).toBe(1_400);
	expect(coveredPeriod(terms, 3)).toBeUndefined();
});

test('what is missed is over, and each period of it is named once', () => {
	expect(missedPeriods(termsOf(), '2026-04-01').map(({ number }) => number)).toEqual([1, 2, 3]);
	expect(missedPeriods(termsOf(), '2026-01-31')).toEqual([]);
	expect(missedPeriods(termsOf({ priceMinor: 0 }), '2030-01-01')).toEqual([]);
	fc.assert(
		fc.property(anyTerms, anyDay, (terms, day) => {
			for (const { to } of missedPeriods({ ...terms, endsOn: '2031-05-05' }, day)) expect(to <= day).toBe(true);
		}),
		{ numRuns: 30 },
	);
});
