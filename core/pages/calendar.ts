import { addDays, weekdayOf, type Day } from '../kernel/calendar';
import { markup, type Markup } from './markup';

/** How much a reader has to mind it; the words of a badge say the same. */
export type Weight = 'plain' | 'good' | 'info' | 'warn' | 'bad';

export interface Badge {
	readonly text: string;
	readonly weight: Weight;
}

export interface CalendarDay {
	readonly badges: readonly Badge[];
	/** The ID of what the page says of the day elsewhere. */
	readonly details?: string;
	/** A line below the badges, such as an amount. */
	readonly note?: string;
}

export interface CalendarFrame {
	readonly from: Day;
	/** The last day that is shown. */
	readonly until: Day;
	/** A BCP 47 tag, for the names of months and days. */
	readonly locale: string;
	/** For a day on which nothing happens; it is read out, and not shown. */
	readonly nothing: string;
}

/**
 * The days between two as a calendar: a grid for each month, weeks from Monday. On a narrow screen each month is a list of
 * the days on which something happens.
 */
export function calendar({ from, until, locale, nothing }: CalendarFrame, days: ReadonlyMap<Day, CalendarDay>): Markup {
	const written = (of: Day, options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${of}T00:00:00Z`));
	// A Monday: any week has the names.
	const week = Array.from({ length: 7 }, (_, index) => addDays('2024-01-01', index));
	const head = week.map((one) => markup`<th scope="col">${written(one, { weekday: 'short' })}</th>`);

	const cell = (on: Day): Markup => {
		const held = days.get(on);
		const shown = held !== undefined && (held.badges.length > 0 || held.note !== undefined);
		const date = markup`<time datetime="${on}"><span class="long">${written(on, { weekday: 'long', day: 'numeric', month: 'long' })}</span><span class="short" aria-hidden="true">${Number(on.slice(8))}</span></time>`;
		if (!shown) return markup`<td class="quiet">${date}<span class="unseen">${nothing}</span></td>`;
		const badges = held.badges.map(({ text, weight }) => markup`<li class="${weight}">${text}</li>`);
		const dated = held.details === undefined ? date : markup`<a href="#${held.details}">${date}</a>`;
		const note = held.note === undefined ? markup`` : markup`<span class="soft">${held.note}</span>`;
		return markup`<td>${dated}<ul>${badges}</ul>${note}</td>`;
	};

	return markup`${monthsBetween(from, until).map((month) => {
		const all = daysOfMonth(month, from, until);
		const blanks = (count: number) => Array.from({ length: count }, () => markup`<td class="blank"></td>`);
		const [first = from] = all;
		const cells = [...blanks(weekdayOf(first) - 1), ...all.map(cell)];
		const filled = [...cells, ...blanks((7 - (cells.length % 7)) % 7)];
		const weeks = Array.from({ length: filled.length / 7 }, (_, index) => filled.slice(index * 7, index * 7 + 7));
		return markup`<table class="calendar"><caption>${written(first, { month: 'long', year: 'numeric' })}</caption><thead><tr>${head}</tr></thead><tbody>
${weeks.map(
	(one) => markup`<tr>${one}</tr>
`,
)}</tbody></table>
`;
	})}`;
}

/** The months as YYYY-MM. */
function monthsBetween(from: Day, until: Day): string[] {
	const months = new Set<string>();
	for (let on = from; on <= until; on = addDays(on, 1)) months.add(on.slice(0, 7));
	return [...months];
}

function daysOfMonth(month: string, from: Day, until: Day): Day[] {
	const days: Day[] = [];
	const first: Day = `${month}-01`;
	for (let on = first < from ? from : first; on <= until && on.startsWith(month); on = addDays(on, 1)) days.push(on);
	return days;
}
