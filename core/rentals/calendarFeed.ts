import { addDays, dayIn, type Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import type { BackOffice } from '../db';
import { takenNights, type TakenNight } from './nights';
import { getUnit } from './saveUnit';
import { openCalendarTicket } from './tickets';

/** Nights in a row that one booking takes, or that the owner keeps for one thing. */
export interface TakenSpan {
	readonly from: Day;
	/** The first day that is free again: RFC 5545, 3.6.1: the end of an event is not part of it. */
	readonly to: Day;
	readonly bookingCode: string | null;
}

/** Nights as spans, in their order. */
export function spansOf(nights: readonly TakenNight[]): TakenSpan[] {
	const spans: Array<TakenSpan & { readonly key: string }> = [];
	for (const { night, bookingCode, keptFor } of nights) {
		const key = bookingCode ?? `kept ${keptFor ?? ''}`;
		const last = spans.at(-1);
		if (last?.key === key && last.to === night) spans[spans.length - 1] = { ...last, to: addDays(night, 1) };
		else spans.push({ key, from: night, to: addDays(night, 1), bookingCode });
	}
	return spans.map(({ key: _, ...span }) => span);
}

export interface CalendarAnswer {
	readonly statusCode: number;
	/** text/calendar, RFC 5545. */
	readonly calendar: string;
}

/** Portals look so far back, so that a stay that is under way is seen whole. */
const daysBack = 60;

/**
 * The calendar of a unit, for portals such as Airbnb and Booking.com: the nights that are taken, and nobody's name.
 *
 * @param ticket as the link holds it. For one that is not valid the answer is 403.
 */
export async function showCalendar(
	office: BackOffice,
	ticket: string,
	clock: Clock = systemClock,
): Promise<CalendarAnswer> {
	const unitCode = openCalendarTicket(office, ticket);
	if (unitCode === undefined) return { statusCode: 403, calendar: '' };
	const now = clock.now();
	return await office.store.asStaff(async (transaction) => {
		const unit = await getUnit(transaction, unitCode);
		const from = addDays(dayIn(unit.timeZone, now), -daysBack);
		const nights = await takenNights(transaction, unit.unitId, { from, to: null });
		return { statusCode: 200, calendar: writeCalendar(unit, spansOf(nights), now) };
	});
}

/** Writes spans as a calendar. Days have no time and no zone, so no reader shifts them. Pure. */
export function writeCalendar(
	{ unitCode, name }: { readonly unitCode: string; readonly name: string },
	spans: readonly TakenSpan[],
	now: Date,
): string {
	const stamp = now.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
	const events = spans.flatMap(({ from, to, bookingCode }) => [
		'BEGIN:VEVENT',
		// The same booking has the same ID each time, also when its days change.
		`UID:${bookingCode ?? `kept-${from}`}@${unitCode}.rental.msp`,
		`DTSTAMP:${stamp}`,
		`DTSTART;VALUE=DATE:${from.replaceAll('-', '')}`,
		`DTEND;VALUE=DATE:${to.replaceAll('-', '')}`,
		`SUMMARY:${bookingCode === null ? 'Not available' : 'Reserved'}`,
		'TRANSP:OPAQUE',
		'END:VEVENT',
	]);
	const lines = [
		...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//n8n-nodes-msp//Rental//EN', 'CALSCALE:GREGORIAN'],
		...['METHOD:PUBLISH', `X-WR-CALNAME:${escaped(name)}`, ...events, 'END:VCALENDAR'],
	];
	return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** RFC 5545, 3.3.11. */
const escaped = (text: string) => text.replace(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll(/\r\n|[\r\n]/g, '\\n');

/** RFC 5545, 3.1: a line has 75 octets at the most, and no character is cut. */
function fold(line: string): string {
	const parts: string[] = [''];
	for (const character of line) {
		const part = parts.at(-1) ?? '';
		// What goes on begins with a space.
		const most = parts.length === 1 ? 75 : 74;
		if (Buffer.byteLength(part) + Buffer.byteLength(character) > most) parts.push(character);
		else parts[parts.length - 1] = part + character;
	}
	return parts.join('\r\n ');
}
