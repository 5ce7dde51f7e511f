const isoDate = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?$/;

const dayMs = 86_400_000;

/** The day 0 of spreadsheet programs, counted so that the days after February 1900 are right. */
const epoch = Date.UTC(1899, 11, 30);

/** Excel takes 1900 for a leap year: up to its 28 February the days are one lower. */
const march1900 = 61;

/**
 * The number by which Excel keeps a date, with the time of day as its fraction. Undefined for what is no date, and for
 * a day before 1900, which Excel cannot keep.
 */
export function serialOf(date: string): number | undefined {
	const [, year, month, day, hour = '0', minute = '0', second = '0'] = isoDate.exec(date) ?? [];
	if (year === undefined || Number(year) < 1900) return undefined;
	const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
	if (!new Date(midnight).toISOString().startsWith(date.slice(0, 10))) return undefined;
	const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
	const days = Math.round((midnight - epoch) / dayMs);
	return (days < march1900 ? days - 1 : days) + seconds / 86_400;
}
