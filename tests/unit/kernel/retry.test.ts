import fc from 'fast-check';
import { nextDelay, retryAfterMs, retryAt, standardRetry, type RetryPolicy } from '../../../core/kernel/retry';

const policies = fc.record({
	maxAttempts: fc.integer({ min: 1, max: 8 }),
	baseMs: fc.integer({ min: 1, max: 2_000 }),
	capMs: fc.integer({ min: 1, max: 60_000 }),
	budgetMs: fc.integer({ min: 0, max: 300_000 }),
});
const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const outcomes = fc.oneof(
	fc.constant({ kind: 'no_answer' as const }),
	fc.record({
		kind: fc.constant('answer' as const),
		status: fc.constantFrom(429, 502, 503, 504),
		retryAfterMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
	}),
);

describe('nextDelay', () => {
	test('stays within the cap, the wish of the server, the budget and the number of attempts', () => {
		fc.assert(
			fc.property(
				policies,
				outcomes,
				fc.integer({ min: 1, max: 10 }),
				fc.nat(400_000),
				fractions,
				(policy, outcome, made, elapsedMs, fraction) => {
					const delay = nextDelay(policy, { made, elapsedMs }, outcome, () => fraction);
					if (delay === undefined) return;
					const asked = outcome.kind === 'answer' ? (outcome.retryAfterMs ?? 0) : 0;
					expect(made).toBeLessThan(policy.maxAttempts);
					expect(delay).toBeGreaterThanOrEqual(asked);
					expect(delay).toBeLessThanOrEqual(Math.max(policy.capMs, asked));
					expect(delay).toBeLessThanOrEqual(Math.max(policy.baseMs * 2 ** (made - 1), asked));
					expect(elapsedMs + delay).toBeLessThanOrEqual(policy.budgetMs);
				},
			),
		);
	});

	test('gives up for good: once there is no next attempt, later there is none either', () => {
		fc.assert(
			fc.property(
				policies,
				outcomes,
				fc.integer({ min: 1, max: 10 }),
				fc.nat(400_000),
				fractions,
				(policy, outcome, made, elapsedMs, fraction) => {
					const later = (ms: number) => nextDelay(policy, { made, elapsedMs: elapsedMs + ms }, outcome, () => fraction);
					fc.pre(later(0) === undefined);
					expect(later(1_000)).toBeUndefined();
				},
			),
		);
	});

	test('a whole request ends within its budget and its attempts', () => {
		fc.assert(
			fc.property(policies, fc.array(fractions, { minLength: 8, maxLength: 8 }), (policy, fractionsDrawn) => {
				let elapsedMs = 0;
				let made = 1;
				for (;;) {
					const drawn = fractionsDrawn[made - 1] ?? 0;
					const delay = nextDelay(policy, { made, elapsedMs }, { kind: 'no_answer' }, () => drawn);
					if (delay === undefined) break;
					elapsedMs += delay;
					made++;
				}
				expect(elapsedMs).toBeLessThanOrEqual(policy.budgetMs);
				expect(made).toBeLessThanOrEqual(policy.maxAttempts);
			}),
		);
	});

	test('draws from the whole of the back-off, which doubles up to the cap', () => {
		const policy: RetryPolicy = { maxAttempts: 9, baseMs: 500, capMs: 3_000, budgetMs: 60_000 };
		const delays = (fraction: number) =>
			[1, 2, 3, 4, 5].map((made) => nextDelay(policy, { made, elapsedMs: 0 }, { kind: 'no_answer' }, () => fraction));
		expect(delays(1)).toEqual([500, 1_000, 2_000, 3_000, 3_000]);
		expect(delays(0)).toEqual([0, 0, 0, 0, 0]);
	});

	test.each([200, 201, 301, 400, 401, 403, 404, 409, 500, 501])('an answer of %i is final', (status) => {
		expect(nextDelay(standardRetry, { made: 1, elapsedMs: 0 }, { kind: 'answer', status }, () => 0)).toBeUndefined();
	});

	test('does not wait for a server that asks for more than the budget', () => {
		const busy = { kind: 'answer', status: 429, retryAfterMs: 120_000 } as const;
		expect(nextDelay(standardRetry, { made: 1, elapsedMs: 0 }, busy, () => 0)).toBeUndefined();
	});
});

describe('retryAfterMs', () => {
	const now = new Date('2026-03-01T12:00:00Z');
	test.each([
		['0', 0],
		['120', 120_000],
		[' 7 ', 7_000],
		['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
		['Sun, 01 Mar 2026 11:00:00 GMT', 0],
		['-5', undefined],
		['1.5', undefined],
		['2026', 2_026_000],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('%p is %p', (header, milliseconds) => expect(retryAfterMs(header, now)).toBe(milliseconds));

	test('reads every date back', () => {
		fc.assert(
			fc.property(fc.nat(10_000_000), (seconds) => {
				const later = new Date(now.getTime() + seconds * 1000);
				expect(retryAfterMs(later.toUTCString(), now)).toBe(seconds * 1000);
			}),
		);
	});
});

describe('retryAt', () => {
	const now = new Date('2026-03-01T12:00:00Z');
	const minutes = (attempt: number, fraction: number) =>
		(retryAt(attempt, now, () => fraction).getTime() - now.getTime()) / 60_000;

	test('waits 1, 2, 5, 15 and then 60 minutes', () => {
		expect([1, 2, 3, 4, 5, 6, 40].map((attempt) => minutes(attempt, 0.5))).toEqual([1, 2, 5, 15, 60, 60, 60]);
	});

	test('spreads what failed together by a fifth', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 100 }), fractions, (attempt, fraction) => {
				const ratio = minutes(attempt, fraction) / minutes(attempt, 0.5);
				expect(ratio).toBeGreaterThan(0.799);
				expect(ratio).toBeLessThan(1.201);
			}),
		);
		expect(minutes(5, 0)).toBeCloseTo(48);
	});
});
