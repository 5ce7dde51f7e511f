import type { DateOrder } from '../understanding';
import { monthOf } from './months';
import { tidied } from './text';

/** A date as a text shows it. */
export type DateText =
	/** Can be read in one way only. */
	| { readonly day: string }
	/** Three numbers, of which only the order says which is the day. */
	| { readonly parts: readonly [string, string, string]; readonly orders: readonly DateOrder[] };

const timeAfter =
	/[T ,]+(?:(?:om|at|a|à|um)\s)?\d{1,2}[:hu.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$/iu;
const zoned = /\d:\d{2}(?:[:.\d]*)\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$/i;
const midnight = /[T ]0?0:00(?::00(?:\.0+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$/i;
const isoForm = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const compactForm = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const numericForm = /^(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})$/;
const dayFirst =
	/^(\d{1,2})(?:er|e|ste|de|st|nd|rd|th|\.)?[-/. ]*(?:of |de |d')?(\p{L}{3,12})\.?,?[-/. ]*'?(\d{4}|\d{2})$/iu;
const monthFirst = /^(\p{L}{3,12})\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+'?(\d{4}|\d{2})$/iu;
const yearFirst = /^(\d{4})[-/. ]+(\p{L}{3,12})\.?[-/. ]+(\d{1,2})$/iu;
const weekday = /^(?:\p{L}{2,9}\.?,?\s+)(?=\d)/iu;

/** Returns undefined for a text that is no date, or for a day that the calendar has not. */
export function dateText(text: string): DateText | undefined {
	if (text.length > 60) return undefined;
	const tidy = tidied(text);
	// A moment in a time zone is another day in the next one: nobody can tell which day is meant.
	if (zoned.test(tidy) && !midnight.test(tidy)) return undefined;
	const clean = tidy.length > 10 ? tidy.replace(timeAfter, '').trim() : tidy;
	const numeric = numericForm.exec(clean);
	if (numeric) {
		const [, first = '', , second = '', third = ''] = numeric;
		return ofParts([first, second, third]);
	}
	const [, year = '', , month = '', day = ''] = isoForm.exec(clean) ?? [];
	if (year !== '') return known(year, Number(month), day);
	const [, compactYear = '', compactMonth = '', compactDay = ''] = compactForm.exec(clean) ?? [];
	if (compactYear !== '') return known(compactYear, Number(compactMonth), compactDay);
	return named(clean);
}

function named(text: string): DateText | undefined {
	const bare = text.replace(weekday, '');
	const [, day = '', month = '', year = ''] = dayFirst.exec(bare) ?? [];
	if (day !== '') return known(year, monthOf(month), day);
	const [, name = '', dayAfter = '', yearAfter = ''] = monthFirst.exec(text.replace(/^\p{L}+,\s+(?=\p{L})/u, '')) ?? [];
	if (name !== '') return known(yearAfter, monthOf(name), dayAfter);
	const [, yearBefore = '', between = '', dayLast = ''] = yearFirst.exec(bare) ?? [];
	return yearBefore === '' ? undefined : known(yearBefore, monthOf(between), dayLast);
}

function known(year: string, month: number | undefined, day: string): DateText | undefined {
	const found = month === undefined ? undefined : dayOf(fullYear(year), month, Number(day));
	return found === undefined ? undefined : { day: found };
}

function ofParts(parts: readonly [string, string, string]): DateText | undefined {
	const [dmy, mdy] = [inOrder(parts, 'dmy'), inOrder(parts, 'mdy')];
	if (dmy !== undefined)
		return mdy === undefined ? { parts, orders: dayFirstOnly } : dmy === mdy ? { day: dmy } : { parts, orders: either };
	if (mdy !== undefined) return { parts, orders: monthFirstOnly };
	// A year of two digits in front is rare: it is thought of only when no other order is possible.
	return inOrder(parts, 'ymd') === undefined ? undefined : { parts, orders: yearFirstOnly };
}

const dayFirstOnly: readonly DateOrder[] = ['dmy'];
const monthFirstOnly: readonly DateOrder[] = ['mdy'];
const yearFirstOnly: readonly DateOrder[] = ['ymd'];
const either: readonly DateOrder[] = ['dmy', 'mdy'];

/** The day that three numbers mean in this order; undefined when the calendar has no such day. */
export function inOrder(parts: readonly [string, string, string], order: DateOrder): string | undefined {
	const [first, second, third] = parts;
	if (order === 'ymd') {
		return third.length > 2 ? undefined : dayOf(fullYear(first), Number(second), Number(third));
	}
	const [day, month] = order === 'dmy' ? [first, second] : [second, first];
	return dayOf(fullYear(third), Number(month), Number(day));
}

/** A year of two digits is of this century up to 69, as most spreadsheet programs and POSIX have it. */
function fullYear(year: string): number {
	const number = Number(year);
	if (year.length > 2) return number;
	return number < 70 ? 2000 + number : 1900 + number;
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** YYYY-MM-DD; undefined when the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): string | undefined {
	const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	const last = leap ? 29 : (lengths[month - 1] ?? 0);
	if (day < 1 || day > last) return undefined;
	return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));
