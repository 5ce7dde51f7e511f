import fc from 'fast-check';
import { dateText, readIsoDate, readNumber } from '../../../core/spreadsheet/formats/dates';

/** A day by the civil calendar, counted year by year and month by month from the first day of the system. */
function daysLater(year: number, days: number): string {
	const leap = (one: number) => (one % 4 === 0 && one % 100 !== 0) || one % 400 === 0;
	let rest = days;
	let current = year;
	for (; rest >= (leap(current) ? 366 : 365); current++) rest -= leap(current) ? 366 : 365;
	let month = 0;
	const lengths = [31, leap(current) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	for (; rest >= (lengths[month] ?? 0); month++) rest -= lengths[month] ?? 0;
	const two = (value: number) => String(value).padStart(2, '0');
	return `${current}-${two(month + 1)}-${two(rest + 1)}`;
}

describe('the date of a serial number', () => {
	it('follows the calendar in the 1900 system, with a day too many from 1 March 1900', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 2_958_465 }).filter((day) => day !== 60),
				(day) => {
					expect(dateText(day, false)).toBe(daysLater(1900, day < 60 ? day - 1 : day - 2));
				},
			),
			{ numRuns: 500 },
		);
	});

	it('follows the calendar in the 1904 system', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2_957_003 }), (day) =>
				expect(dateText(day, true)).toBe(daysLater(1904, day)),
			),
			{ numRuns: 500 },
		);
	});

	it('has the second that was meant, whatever the fraction of a day is', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 61, max: 2_958_465 }),
				fc.integer({ min: 1, max: 86_399 }),
				fc.boolean(),
				(day, second, nudge) => {
					const time = new Date(second * 1_000).toISOString().slice(11, 19);
					const serial = day + second / 86_400 + (nudge ? 0.4 / 86_400 : -0.4 / 86_400);
					expect(dateText(serial, false)).toBe(`${daysLater(1900, day - 2)}T${time}`);
				},
			),
			{ numRuns: 500 },
		);
	});

	it.each([
		[1, false, '1900-01-01'],
		[59, false, '1900-02-28'],
		[60, false, undefined],
		[61, false, '1900-03-01'],
		[45382, false, '2024-03-31'],
		[45382.4375, false, '2024-03-31T10:30:00'],
		[43920, true, '2024-03-31'],
		[0, true, '1904-01-01'],
		[2_958_465, false, '9999-12-31'],
		[2_958_466, false, undefined],
		[2_957_003, true, '9999-12-31'],
		[2_957_004, true, undefined],
		[0, false, undefined],
		[-1, false, undefined],
		[-1, true, undefined],
		// Half a second before midnight belongs to the next day
		[45381.999996, false, '2024-03-31'],
		[45381.99999, false, '2024-03-30T23:59:59'],
		[1e300, false, undefined],
	])('%d (1904: %s) is %s', (serial, date1904, expected) => {
		expect(dateText(serial, date1904)).toBe(expected);
	});

	it.each([
		['a time of day has its seconds', 0.4375, 'time', false, { kind: 'duration', value: 37_800 }],
		['midnight as a time', 0, 'time', false, { kind: 'duration', value: 0 }],
		['a time with a day is a date', 45382.4375, 'time', false, { kind: 'date', value: '2024-03-31T10:30:00' }],
		['hours beyond a day', 1.5, 'elapsed', false, { kind: 'duration', value: 129_600 }],
		['a negative duration', -0.25, 'elapsed', true, { kind: 'duration', value: -21_600 }],
		['a tenth of a second', 0.1 / 86_400, 'time', false, { kind: 'duration', value: 0.1 }],
		['a time where a date is shown', 0.5, 'date', false, { kind: 'duration', value: 43_200 }],
		['noon of the first day of 1904', 0.5, 'date', true, { kind: 'date', value: '1904-01-01T12:00:00' }],
		['day 0, which is an empty date', 0, 'date', false, { kind: 'number', value: 0 }],
		['29 February 1900', 60, 'date', false, { kind: 'number', value: 60 }],
		['a negative date', -5, 'date', false, { kind: 'number', value: -5 }],
		['a number', 45382, 'number', false, { kind: 'number', value: 45_382 }],
	] as const)('%s', (_, number, reading, date1904, expected) => {
		expect(readNumber(number, reading, date1904)).toEqual(expected);
	});
});

describe('a date as text', () => {
	it.each([
		['2024-03-31', { kind: 'date', value: '2024-03-31' }],
		['2024-03-31T00:00:00', { kind: 'date', value: '2024-03-31' }],
		['2024-03-31T10:30:00.000', { kind: 'date', value: '2024-03-31T10:30:00' }],
		['2024-03-31T23:59:59.9Z', { kind: 'date', value: '2024-04-01' }],
		['2024-03-31T10:30+02:00', { kind: 'date', value: '2024-03-31T10:30:00' }],
		['10:30:00', { kind: 'duration', value: 37_800 }],
		['2024-02-30', undefined],
		['2024-13-01', undefined],
		['0024-01-01', undefined],
		['31/03/2024', undefined],
		['2024-03-31T25:00', undefined],
		['', undefined],
	])('%s', (text, expected) => {
		expect(readIsoDate(text)).toEqual(expected);
	});
});
