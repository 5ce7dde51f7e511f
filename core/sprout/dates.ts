import { InputError } from '../kernel/errors';

/** How a date with slashes is read. Nobody can tell 03/04/2024 by looking at it, so the operator says it. */
export const dateOrders = ['iso', 'mdy', 'dmy'] as const;
export type DateOrder = (typeof dateOrders)[number];

/**
 * Reads a date of a CSV. One that is written as 2024-03-04, with or without a time, means itself in every order.
 *
 * @throws InputError when the date needs another order than the operator declared, or is none.
 */
export function readDate(text: string, order: DateOrder, field: string): string {
	const trimmed = text.trim();
	if (trimmed === '') return '';
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(trimmed);
	if (iso) return checked(iso[1], iso[2], iso[3]) ?? refuse(field, trimmed);
	const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed);
	if (slashed && order === 'mdy') return checked(slashed[3], slashed[1], slashed[2]) ?? refuse(field, trimmed);
	if (slashed && order === 'dmy') return checked(slashed[3], slashed[2], slashed[1]) ?? refuse(field, trimmed);
	return refuse(field, trimmed);
}

function refuse(field: string, text: string): never {
	throw new InputError(
		field,
		`is not a date in the declared order: '${text.slice(0, 30)}'`,
		'Choose in Dates whether the month or the day comes first, or write dates as 2024-03-31.',
	);
}

function checked(year = '', month = '', day = ''): string | undefined {
	const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}

/** The day of a moment in unix seconds on the calendar of a time zone; empty for none. */
export function dayOf(seconds: number, timeZone: string): string {
	if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 32_503_680_000) return '';
	const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).formatToParts(seconds * 1_000);
	const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
	return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The day that WordPress's `post_date` shows, which is in the site's own time; empty for none. */
export function dayOfPost(postDate: string): string {
	const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(postDate) ?? [];
	return year === '0000' ? '' : (checked(year, month, day) ?? '');
}

/** @throws InputError when there is no such time zone. */
export function checkTimeZone(timeZone: string): string {
	try {
		new Intl.DateTimeFormat('en', { timeZone });
		return timeZone;
	} catch {
		throw new InputError(
			'timeZone',
			`is not a time zone: '${timeZone}'`,
			'Give a name such as Europe/Brussels or UTC.',
		);
	}
}
