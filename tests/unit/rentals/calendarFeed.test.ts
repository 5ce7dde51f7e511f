import fc from 'fast-check';
import { addDays } from '../../../core/kernel/calendar';
import { spansOf, writeCalendar } from '../../../core/rentals/calendarFeed';
import { nightsOf } from '../../../core/rentals/stay';

const now = new Date('2026-03-01T09:30:15.250Z');
const unit = { unitCode: 'sea-house', name: 'Maison de la Dune; étage 2, côté mer' };
const booked = (bookingCode: string, arrival: string, departure: string) =>
	nightsOf(arrival, departure).map((night) => ({ night, bookingCode, keptFor: null }));

/** Reads the events as RFC 5545 says: unfolded, the end is not part of them. */
function read(calendar: string) {
	const lines = calendar.replaceAll('\r\n ', '').split('\r\n');
	const valuesOf = (name: string) =>
		lines.flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1)] : []));
	const days = (name: string) => valuesOf(name).map((day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`);
	const [starts, ends] = [days('DTSTART;VALUE=DATE'), days('DTEND;VALUE=DATE')];
	return { lines, uids: valuesOf('UID'), nights: starts.flatMap((start, index) => nightsOf(start, ends[index] ?? '')) };
}

// Reported of rental plugins: an export added a day, so that portals kept the day of departure closed
// (woocommerce-accommodation-bookings #207); importers that took the end as part of it (GanttProject #1775).
test('an event ends on the day of departure, which is free', () => {
	const calendar = writeCalendar(unit, spansOf(booked('K7PM2XQA', '2026-07-04', '2026-07-07')), now);
	expect(calendar).toContain('DTSTART;VALUE=DATE:20260704\r\nDTEND;VALUE=DATE:20260707\r\n');
	expect(read(calendar).nights).toEqual(['2026-07-04', '2026-07-05', '2026-07-06']);
});

test('two bookings that meet are two events; what the owner keeps is another; nobody is named', () => {
	const kept = nightsOf('2026-12-30', '2027-01-02').map((night) => ({ night, bookingCode: null, keptFor: 'Aunt Ada' }));
	const nights = [
		...booked('AAAA', '2026-07-04', '2026-07-06'),
		...booked('BBBB', '2026-07-06', '2026-07-07'),
		...kept,
	];
	const spans = spansOf(nights);
	expect(spans).toEqual([
		{ from: '2026-07-04', to: '2026-07-06', bookingCode: 'AAAA' },
		{ from: '2026-07-06', to: '2026-07-07', bookingCode: 'BBBB' },
		{ from: '2026-12-30', to: '2027-01-02', bookingCode: null },
	]);
	const calendar = writeCalendar(unit, spans, now);
	expect(calendar).not.toContain('Ada');
	expect(read(calendar).uids).toEqual([
		'AAAA@sea-house.rental.msp',
		'BBBB@sea-house.rental.msp',
		'kept-2026-12-30@sea-house.rental.msp',
	]);
});

test('the form of RFC 5545: its lines, their length in octets, and what is escaped', () => {
	const name = `${'é'.repeat(80)}, a; b\\c\nd`;
	const calendar = writeCalendar({ ...unit, name }, spansOf(booked('AAAA', '2026-07-04', '2026-07-06')), now);
	expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
	expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true);
	for (const line of calendar.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
	const { lines } = read(calendar);
	expect(lines.slice(0, 6)).toEqual([
		...[
			'BEGIN:VCALENDAR',
			'VERSION:2.0',
			'PRODID:-//n8n-nodes-msp//Rental//EN',
			'CALSCALE:GREGORIAN',
			'METHOD:PUBLISH',
		],
		`X-WR-CALNAME:${'é'.repeat(80)}\\, a\\; b\\\\c\\nd`,
	]);
	expect(lines).toContain('DTSTAMP:20260301T093015Z');
});

test('whatever is taken, the calendar says exactly these nights', () => {
	const stays = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 5 }), nights: fc.integer({ min: 1, max: 20 }) }), {
		maxLength: 30,
	});
	fc.assert(
		fc.property(stays, (given) => {
			let day = '2026-10-20';
			const nights = given.flatMap(({ gap, nights: length }, index) => {
				const arrival = addDays(day, gap);
				day = addDays(arrival, length);
				return booked(`CODE${index}`, arrival, day);
			});
			const { nights: told, uids } = read(writeCalendar(unit, spansOf(nights), now));
			expect(told).toEqual(nights.map(({ night }) => night));
			expect(new Set(uids).size).toBe(given.length);
		}),
	);
});
