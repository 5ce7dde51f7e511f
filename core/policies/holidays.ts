import { createRequire } from 'node:module';
import { addDays, type Day } from '../kernel/calendar';

interface Holiday {
	readonly date: string;
	readonly start: Date;
	readonly end: Date;
	readonly type: string;
}
interface Calendar {
	getHolidays(year: number): Holiday[] | undefined;
}
type Calendars = new (country: string, options: { readonly types: readonly string[] }) => Calendar;

const load = createRequire(__filename);
const knownYears = new Map<string, ReadonlySet<Day>>();
/** Countries by years: enough for a base in all of them, and a bound. */
const mostKnown = 2_000;

/** Whether a day is a public holiday of a country. Of a country that nobody knows, no day is. */
export function isPublicHoliday(country: string, on: Day): boolean {
	const key = `${country} ${on.slice(0, 4)}`;
	const known = knownYears.get(key) ?? holidaysOf(country, Number(on.slice(0, 4)));
	if (!knownYears.has(key)) {
		if (knownYears.size >= mostKnown) knownYears.clear();
		knownYears.set(key, known);
	}
	return known.has(on);
}

/** The calendars are large: they are read when the first day is asked for. */
function holidaysOf(country: string, year: number): ReadonlySet<Day> {
	const held = load('date-holidays') as Calendars | { readonly default: Calendars };
	const Calendars = typeof held === 'function' ? held : held.default;
	// New Year's Eve of the year before may last into this one.
	const calendar = new Calendars(country, { types: ['public'] });
	const found = [year - 1, year].flatMap((of) => calendar.getHolidays(of) ?? []);
	return new Set(found.filter(({ type }) => type === 'public').flatMap(daysOf));
}

function daysOf({ date, start, end }: Holiday): Day[] {
	const first = date.slice(0, 10);
	const hours = (end.getTime() - start.getTime()) / 3_600_000;
	// A day that begins or ends at sunset, or is an hour longer or shorter, is the day that its date says.
	const days = Math.max(1, Math.round(hours / 24));
	return Array.from({ length: days }, (_, ahead) => addDays(first, ahead));
}
