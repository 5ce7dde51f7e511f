import type { CellKind } from '../cell';
import type { Reading } from './numberFormat';

const daySeconds = 86_400;
/** 31 December 9999, the last day that Excel knows, in each of its two systems. */
const lastDay1900 = 2_958_465;
const lastDay1904 = 2_957_003;

export interface NumberValue {
	readonly kind: Extract<CellKind, 'number' | 'date' | 'duration'>;
	readonly value: number | string;
}

/**
 * What a number in a cell means by its number format. A number that is no day of the calendar stays a number: one that
 * is negative or too large, day 0, and day 60 of the 1900 system, which is a 29 February that there was not.
 *
 * @param date1904 whether day 0 is 1 January 1904. Otherwise day 1 is 1 January 1900.
 */
export function readNumber(number: number, reading: Reading, date1904: boolean): NumberValue {
	if (reading === 'number') return { kind: 'number', value: number };
	if (reading === 'elapsed') return { kind: 'duration', value: secondsOf(number) };
	const timeOnly = number >= 0 && number < 1 && (reading === 'time' || (!date1904 && number > 0));
	if (timeOnly) return { kind: 'duration', value: secondsOf(number) };
	const date = dateText(number, date1904);
	return date === undefined ? { kind: 'number', value: number } : { kind: 'date', value: date };
}

/** To the millisecond, which is what a format can show. */
function secondsOf(days: number): number {
	return Math.round(days * daySeconds * 1_000) / 1_000;
}

/** A day, with its time to the nearest second unless it is midnight; undefined when it is no day of the calendar. */
export function dateText(serial: number, date1904: boolean): string | undefined {
	// A fraction of a day has no exact number, so what was typed as 10:00:00 may be a hair before it.
	const seconds = Math.round(serial * daySeconds);
	const day = Math.floor(seconds / daySeconds);
	const unixDay = date1904 ? unixDayOf1904(day) : unixDayOf1900(day);
	if (unixDay === undefined) return undefined;
	const time = seconds - day * daySeconds;
	return time === 0 ? dayText(unixDay) : `${dayText(unixDay)}T${timeText(time)}`;
}

function unixDayOf1904(day: number): number | undefined {
	return day >= 0 && day <= lastDay1904 ? day - 24_107 : undefined;
}

function unixDayOf1900(day: number): number | undefined {
	if (day < 1 || day === 60 || day > lastDay1900) return undefined;
	return day < 60 ? day - 25_568 : day - 25_569;
}

/** The days of a table are few, and there are many cells with each. */
const known = new Map<number, string>();

function dayText(unixDay: number): string {
	const found = known.get(unixDay);
	if (found !== undefined) return found;
	const text = new Date(unixDay * daySeconds * 1_000).toISOString().slice(0, 10);
	if (known.size >= 4_096) known.clear();
	known.set(unixDay, text);
	return text;
}

function timeText(seconds: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const isoTime = /^T?(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?$/;

/**
 * A cell of the type `d`, which holds a date as text. A zone is left out: a cell has the time that is shown.
 *
 * @returns undefined when the text is no date.
 */
export function readIsoDate(
	text: string,
): { readonly kind: 'date' | 'duration'; readonly value: string | number } | undefined {
	const time = isoTime.exec(text);
	if (time) {
		const [, hours = '', minutes = '', seconds = '0'] = time;
		return { kind: 'duration', value: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) };
	}
	const [, year = '', month = '', day = '', hours = '0', minutes = '0', seconds = '0'] = isoDate.exec(text) ?? [];
	const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
	// Date.UTC takes the years 0 to 99 for those of the last century, and 31 April for 1 May.
	if (year < '0100' || new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;
	if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) >= 60) return undefined;
	const clock = Math.round(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
	const unixDay = midnight / 1_000 / daySeconds + Math.floor(clock / daySeconds);
	const rest = clock % daySeconds;
	return { kind: 'date', value: rest === 0 ? dayText(unixDay) : `${dayText(unixDay)}T${timeText(rest)}` };
}
