import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { InputError } from './errors';

/*
 * Days without a time, and the moments at which they begin somewhere. A day is a text, YYYY-MM-DD, so that nothing shifts
 * it into another zone; texts of days compare as the days do.
 */

const lastYear = 9999;

/** A day of the calendar, YYYY-MM-DD. */
export const day = z.iso.date('must be a day such as 2026-02-28');
export type Day = string;

/** From which day periods are counted, and whether they end with the month whatever its length. */
export interface Anchor {
	readonly first: Day;
	/** True: the last day of each month, also when `first` is the 30th of April. */
	readonly monthEnd: boolean;
}

/** @throws InputError for a text that is no day of the calendar. */
export function parseDay(text: string): Day {
	const parsed = day.safeParse(text);
	if (parsed.success) return parsed.data;
	throw new InputError('day', `is no day of the calendar: '${text.slice(0, 40)}'`, 'Write it as 2026-02-28.');
}

export function addDays(from: Day, days: number): Day {
	return dayOfMillis(millisOf(from) + days * millisOfDay);
}

/** How many days lie between two; negative when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
	return Math.round((millisOf(to) - millisOf(from)) / millisOfDay);
}

/**
 * The day that is so many months after the first one of an anchor. It is counted from the first day each time, and so
 * never drifts: 31 January, 28 February, 31 March. A month that is too short gives its last day.
 */
export function monthsAfter({ first, monthEnd }: Anchor, months: number): Day {
	const begin = new Date(millisOf(first));
	const month = begin.getUTCFullYear() * 12 + begin.getUTCMonth() + months;
	const last = lastOfMonth(Math.floor(month / 12), month - Math.floor(month / 12) * 12);
	const date = monthEnd ? last.getUTCDate() : Math.min(begin.getUTCDate(), last.getUTCDate());
	return dayOfMillis(last.getTime() - (last.getUTCDate() - date) * millisOfDay);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(given: Day): number {
	return new Date(millisOf(given)).getUTCDay() || 7;
}

export const earlierOf = (one: Day, other: Day): Day => (one < other ? one : other);
export const laterOf = (one: Day, other: Day): Day => (one > other ? one : other);

/** Asking for a zone takes longer than all that is done with it, and a run asks for the same few. */
const askedZones = new Map<string, boolean>();
const mostAsked = 2_000;

export function isTimeZone(name: string): boolean {
	const asked = askedZones.get(name);
	if (asked !== undefined) return asked;
	if (askedZones.size >= mostAsked) askedZones.clear();
	const valid = IANAZone.isValidZone(name);
	askedZones.set(name, valid);
	return valid;
}

/**
 * The day that a calendar on the wall of a zone shows at a moment.
 *
 * @throws InputError when nobody knows the zone.
 */
export function dayIn(zone: string, moment: Date): Day {
	return dayOf(DateTime.fromJSDate(moment, { zone: known(zone) }));
}

/** The time that a clock on the wall of a zone shows at a moment, as HH:MM. */
export function timeIn(zone: string, moment: Date): string {
	return DateTime.fromJSDate(moment, { zone: known(zone) }).toFormat('HH:mm');
}

/**
 * The moment at which the clock of a zone shows a time on a day. A time that is left out when summer time begins is as much
 * later; of one that comes twice when it ends, it is the first.
 *
 * @param time HH:MM
 */
export function momentOf(on: Day, time: string, zone: string): Date {
	const [year, month, date] = on.split('-').map(Number);
	const [hour, minute] = time.split(':').map(Number);
	const at = DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: known(zone) });
	const [first = at] = at.getPossibleOffsets().sort((one, other) => one.toMillis() - other.toMillis());
	return first.toJSDate();
}

const millisOfDay = 86_400_000;

/** Its begin in UTC, where every day has as many hours. A run counts days by the million: this takes no library. */
function millisOf(of: Day): number {
	const at = /^\d{4}-\d{2}-\d{2}$/.test(of) ? Date.parse(`${of}T00:00:00Z`) : Number.NaN;
	// JavaScript takes 30 February for 2 March.
	if (Number.isNaN(at) || new Date(at).getUTCDate() !== Number(of.slice(8))) {
		throw new RangeError(`'${of.slice(0, 40)}' is no day`);
	}
	return at;
}

function dayOfMillis(at: number): Day {
	const date = new Date(at);
	const year = date.getUTCFullYear();
	if (!(year >= 1 && year <= lastYear)) throw new RangeError('a day lies outside of the calendar');
	return date.toISOString().slice(0, 10);
}

/** @param month 0 for January. */
function lastOfMonth(year: number, month: number): Date {
	const at = new Date(0);
	at.setUTCFullYear(year, month + 1, 0);
	return at;
}

function dayOf(at: DateTime): Day {
	const text = at.toISODate();
	if (text === null || at.year > lastYear || at.year < 1) throw new RangeError('a day lies outside of the calendar');
	return text;
}

function known(zone: string): string {
	if (isTimeZone(zone)) return zone;
	throw new InputError('timeZone', `is unknown: '${zone.slice(0, 64)}'`, 'Name it as Europe/Brussels.');
}
