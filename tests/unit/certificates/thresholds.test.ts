import fc from 'fast-check';
import { daysUntil, reachedThreshold, standardThresholds } from '../../../core/certificates/thresholds';

const day = 86_400_000;
const now = new Date('2026-03-10T04:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * day);

test.each([
	[31, undefined],
	[30.01, undefined],
	[30, 30],
	[14.5, 30],
	[14, 14],
	[6.9, 7],
	[1, 1],
	[0.1, 1],
	[-5, 1],
])('%s days before the end, the threshold is %s', (days, threshold) => {
	expect(reachedThreshold(inDays(days), now, standardThresholds)).toBe(threshold);
});

test('the threshold only ever comes nearer to the end, and is one of those that are given', () => {
	const given = fc.array(fc.integer({ min: 0, max: 365 }), { minLength: 1, maxLength: 6 });
	fc.assert(
		fc.property(
			given,
			fc.integer({ min: -40, max: 400 }),
			fc.integer({ min: 0, max: 400 }),
			(thresholds, left, passed) => {
				const early = reachedThreshold(inDays(left), now, thresholds);
				const late = reachedThreshold(inDays(left - passed), now, thresholds);
				if (early !== undefined) expect(late).toBeLessThanOrEqual(early);
				if (late !== undefined) {
					expect(thresholds).toContain(late);
					expect(left - passed).toBeLessThanOrEqual(late);
				}
			},
		),
	);
});

test('days are whole ones, also when summer time begins in between', () => {
	expect(daysUntil(new Date('2026-04-09T04:00:00Z'), now)).toBe(30);
	expect(daysUntil(inDays(0.5), now)).toBe(0);
	expect(daysUntil(inDays(-0.5), now)).toBe(-1);
});
