import fc from 'fast-check';
import {
	addDays,
	dayIn,
	daysBetween,
	isTimeZone,
	momentOf,
	monthsAfter,
	parseDay,
	timeIn,
	weekdayOf,
} from '../../../core/kernel/calendar';

const days = fc
	.date({ min: new Date('1996-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));
const anchoredAt = (first: string, monthEnd = false) => ({ first, monthEnd });
const dateOf = (day: string) => Number(day.slice(8));

describe('months after an anchor', () => {
	it.each([
		['2026-01-31', 1, '2026-02-28'],
		['2026-01-31', 2, '2026-03-31'],
		['2028-01-31', 1, '2028-02-29'],
		['2028-02-29', 12, '2029-02-28'],
		['2028-02-29', 48, '2032-02-29'],
		['2026-04-30', 1, '2026-05-30'],
		['2026-08-31', 6, '2027-02-28'],
		['2026-12-31', 24, '2028-12-31'],
	])('%s + %i months is %s', (first, months, expected) => {
		expect(monthsAfter(anchoredAt(first), months)).toBe(expected);
	});

	it('is the last day of each month only when the anchor says so', () => {
		expect([0, 1, 2, 10].map((months) => monthsAfter(anchoredAt('2026-04-30', true), months))).toEqual([
			'2026-04-30',
			'2026-05-31',
			'2026-06-30',
			'2027-02-28',
		]);
	});

	it('has the day of the anchor, or the last one of a month that is too short', () => {
		fc.assert(
			fc.property(days, fc.nat(240), (first, months) => {
				const got = monthsAfter(anchoredAt(first), months);
				const next = addDays(got, 1);
				expect(dateOf(got) === dateOf(first) || (dateOf(got) < dateOf(first) && next.endsWith('-01'))).toBe(true);
			}),
		);
	});

	it('gives periods that follow each other without a gap', () => {
		fc.assert(
			fc.property(days, fc.constantFrom(1, 3, 6, 12, 24), fc.nat(60), fc.boolean(), (first, cycle, n, monthEnd) => {
				const from = monthsAfter(anchoredAt(first, monthEnd), n * cycle);
				const to = monthsAfter(anchoredAt(first, monthEnd), (n + 1) * cycle);
				const length = daysBetween(from, to);
				expect(length).toBeGreaterThanOrEqual(28 * cycle);
				expect(length).toBeLessThanOrEqual(31 * cycle);
			}),
		);
	});
});

describe('days', () => {
	it('come back after as many days', () => {
		fc.assert(
			fc.property(days, fc.integer({ min: -5000, max: 5000 }), (from, count) => {
				const to = addDays(from, count);
				expect(daysBetween(from, to)).toBe(count);
				expect(from < to).toBe(count > 0);
			}),
		);
	});

	it('have a weekday', () => {
		expect(weekdayOf('2026-11-30')).toBe(1);
		expect(weekdayOf('2026-12-06')).toBe(7);
	});

	it.each(['2026-02-29', '2026-13-01', '26-01-01', '', '2026-1-1'])('refuses %p', (text) => {
		expect(() => parseDay(text)).toThrow(/no day/);
	});
});

describe('moments in a zone', () => {
	it.each([
		['2026-03-29', '02:30', 'Europe/Brussels', '2026-03-29T01:30:00.000Z'],
		['2026-10-25', '02:30', 'Europe/Brussels', '2026-10-25T00:30:00.000Z'],
		['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
		['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
		['2026-06-01', '09:00', 'Pacific/Kiritimati', '2026-05-31T19:00:00.000Z'],
	])('%s %s in %s is %s', (day, time, zone, expected) => {
		expect(momentOf(day, time, zone).toISOString()).toBe(expected);
	});

	it.each(['Europe/Brussels', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'])(
		'are on the day that the zone shows: %s',
		(zone) => {
			fc.assert(
				fc.property(days, fc.integer({ min: 4, max: 23 }), (on, hour) => {
					const time = `${String(hour).padStart(2, '0')}:00`;
					const moment = momentOf(on, time, zone);
					expect(dayIn(zone, moment)).toBe(on);
					expect(timeIn(zone, moment)).toBe(time);
				}),
			);
		},
	);

	it('refuses a zone that nobody knows', () => {
		expect(isTimeZone('Europe/Atlantis')).toBe(false);
		expect(() => dayIn('Europe/Atlantis', new Date(0))).toThrow(/Europe\/Atlantis/);
	});
});
