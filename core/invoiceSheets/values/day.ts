import type { Cell } from '../../spreadsheet';
import type { ProblemCode } from '../problem';
import type { DateOrder } from '../understanding';
import { dateText, dayOf, inOrder } from './dateText';

/** Days outside are mistakes of typing, or the day zero of a spreadsheet program. */
const [firstDay, lastDay] = ['1970-01-01', '2099-12-31'];

/** The serial numbers of a spreadsheet program that are read as days: 1970 to 2099. */
const [firstSerial, lastSerial] = [25_569, 73_050];

export type DayOrFault = { readonly day: string } | { readonly fault: ProblemCode };

/**
 * Reads the day of a cell in a column of dates.
 *
 * @param order of day, month and year in texts; null when nobody can tell.
 */
export function dayIn({ kind, value }: Pick<Cell, 'kind' | 'value'>, order: DateOrder | null): DayOrFault {
	if (kind === 'date' && typeof value === 'string') return inRange(value.slice(0, 10));
	if (kind === 'number' && typeof value === 'number') return ofNumber(value);
	if (kind !== 'text' || typeof value !== 'string') return { fault: 'not_a_date' };
	const fast = order === null ? undefined : fastDay(value, order);
	return inRange(fast) ?? ofText(value, order);
}

function ofText(value: string, order: DateOrder | null): DayOrFault {
	const read = dateText(value);
	if (read === undefined) return /^\d{5}(?:[.,]\d+)?$/.test(value.trim()) ? ofNumber(parseInt(value, 10)) : notADate;
	if ('day' in read) return inRange(read.day);
	if (order === null) return { fault: 'date_order_unknown' };
	const day = inOrder(read.parts, order);
	return day === undefined ? notADate : inRange(day);
}

/** A day whose format was lost, or digits such as 20260331. */
function ofNumber(value: number): DayOrFault {
	if (value >= 19_700_101 && value <= 20_991_231 && Number.isInteger(value)) {
		const day = dayOf(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
		return day === undefined ? notADate : inRange(day);
	}
	if (!(value >= firstSerial && value < lastSerial)) return notADate;
	return inRange(new Date((Math.floor(value) - 25_569) * 86_400_000).toISOString().slice(0, 10));
}

const notADate: DayOrFault = { fault: 'not_a_date' };

function inRange(day: string): DayOrFault;
function inRange(day: string | undefined): DayOrFault | undefined;
function inRange(day: string | undefined): DayOrFault | undefined {
	if (day === undefined) return undefined;
	return day >= firstDay && day <= lastDay ? { day } : { fault: 'date_out_of_range' };
}

/** The most usual text, two digits, two digits, four digits, without the search for all others. */
function fastDay(text: string, order: DateOrder): string | undefined {
	if (text.length !== 10 || order === 'ymd') return undefined;
	const [first, second, year] = [number(text, 0, 2), number(text, 3, 5), number(text, 6, 10)];
	const sign = text.charCodeAt(2);
	if (sign !== text.charCodeAt(5) || sign < 45 || sign > 47 || first < 0 || second < 0 || year < 0) return undefined;
	return order === 'dmy' ? dayOf(year, second, first) : dayOf(year, first, second);
}

function number(text: string, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return -1;
		value = value * 10 + digit;
	}
	return value;
}
