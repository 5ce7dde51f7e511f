import type { Day } from '../kernel/calendar';
import { displayDomain } from '../kernel/domainName';
import { textLimits } from '../kernel/textLimits';
import type { Writer } from '../messages';
import {
	button,
	calendar,
	choiceField,
	figures,
	markup,
	section,
	table,
	textField,
	type Badge,
	type CalendarDay,
	type Markup,
	type Weight,
} from '../pages';
import { assumptions, simulatedEvents, type Assumption, type SimulatedDay, type SimulatedEntry } from './entries';

/** What the page shows. */
export interface ShownSimulation {
	readonly from: Day;
	readonly until: Day;
	readonly days: number;
	readonly assume: Assumption;
	/** Empty for all customers. */
	readonly customerCode: string;
	readonly ticket: string;
	/** What is in dry run. */
	readonly dry: ReadonlyArray<'renewals' | 'charges' | 'dunning'>;
	readonly totals: readonly SimulatedDay[];
	/** The first entries of each day. */
	readonly entries: ReadonlyMap<Day, readonly SimulatedEntry[]>;
}

/** How long a look ahead may be chosen on the page. */
export const offeredDays = [14, 30, 60, 90];

const weights: Readonly<Record<(typeof simulatedEvents)[number], Weight>> = {
	charge: 'good',
	invoice: 'info',
	late_fee: 'plain',
	reminder: 'plain',
	suspension_warning: 'warn',
	suspension: 'bad',
	reactivation: 'good',
	termination_warning: 'warn',
	termination: 'bad',
	escalation: 'warn',
};

/** The calendar with what it takes for granted above, and each day's entries below. */
export function simulationMarkup(writer: Writer, shown: ShownSimulation): Markup {
	const { words, say, day } = writer;
	const { simulationPage: w } = words;
	const { from, until, assume, dry, customerCode, totals } = shown;
	const quiet = totals.every(({ counts }) => simulatedEvents.every((event) => counts[event] === 0));
	const intro = [
		say(w.intro, { from: day(from), until: day(until) }),
		...(customerCode === '' ? [] : [say(w.ofCustomer, { customerCode })]),
		w.assumes[assume],
	].join(' ');
	const parts = dry.map((part) => w.parts[part]).join(', ');
	return markup`<p>${intro}</p>
${dry.length === 0 ? markup`` : markup`<p class="verdict">${say(w.dryRun, { parts })}</p>`}
${totals.flatMap(({ day: on, stops }) =>
	stops === null
		? []
		: [
				markup`<p class="verdict bad">${say(w.stops, { day: day(on), count: stops.suspensions, most: stops.most })}</p>
`,
			],
)}${chooser(writer, shown)}
${quiet ? markup`<p>${w.nothingAtAll}</p>` : [figures(sums(writer, totals)), calendarOf(writer, shown), ...dayByDay(writer, shown)]}`;
}

/** It asks for the same page, and so changes nothing. */
function chooser({ words }: Writer, { ticket, customerCode, days, assume }: ShownSimulation): Markup {
	const { simulationPage: w } = words;
	const lengths = [...new Set([...offeredDays, days])].sort((one, other) => one - other);
	return markup`<form method="get" class="row">
<input type="hidden" name="ticket" value="${ticket}">
${textField({ name: 'customer', label: w.search, hint: w.searchHint, value: customerCode, maxLength: textLimits.token })}${choiceField({ name: 'days', label: w.length, choices: lengths.map((one) => ({ value: String(one), label: String(one) })), chosen: String(days) })}${choiceField({ name: 'assume', label: w.assumption, choices: assumptions.map((one) => ({ value: one, label: w.assumptions[one] })), chosen: assume })}<div class="actions">${button(w.show, { plain: true })}</div></form>`;
}

const withoutCount = (counted: string) => counted.replace(/^[\d\s.,\u00a0\u202f]+/, '');

function sums({ words, say, number, money }: Writer, totals: readonly SimulatedDay[]) {
	const { simulationPage: w } = words;
	const told = simulatedEvents.flatMap((event) => {
		const count = totals.reduce((sum, { counts }) => sum + counts[event], 0);
		return count === 0 ? [] : [{ label: withoutCount(say(w.counted[event], { count })), value: number(count) }];
	});
	const invoiced = new Map<string, number>();
	for (const one of totals) {
		for (const [currency, amount] of Object.entries(one.invoiced)) {
			invoiced.set(currency, (invoiced.get(currency) ?? 0) + amount);
		}
	}
	const amounts = [...invoiced].map(([currency, amountMinor]) => ({
		label: w.invoiced,
		value: money({ amountMinor, currency }),
	}));
	return [...told, ...amounts];
}

const anchorOf = (on: Day) => `day-${on}`;

function calendarOf(writer: Writer, { from, until, totals }: ShownSimulation): Markup {
	const { words, say } = writer;
	const { simulationPage: w } = words;
	const days = new Map<Day, CalendarDay>();
	for (const { day, counts, stops } of totals) {
		const badges = simulatedEvents.flatMap((event): Badge[] =>
			counts[event] === 0 ? [] : [{ text: say(w.counted[event], { count: counts[event] }), weight: weights[event] }],
		);
		const stopped: Badge[] = stops === null ? [] : [{ text: w.counted.stop, weight: 'bad' }];
		if (badges.length > 0) days.set(day, { badges: [...stopped, ...badges], details: anchorOf(day) });
	}
	return calendar({ from, until, locale: words.locale, nothing: w.nothing }, days);
}

function dayByDay(writer: Writer, { totals, entries }: ShownSimulation): Markup[] {
	const { words, day, say, number } = writer;
	const { simulationPage: w } = words;
	const columns = [{ label: w.customer }, { label: w.happens }, { label: w.about }, { label: w.amount, numeric: true }];
	const parts = totals.flatMap(({ day: on, counts }) => {
		const count = simulatedEvents.reduce((sum, event) => sum + counts[event], 0);
		if (count === 0) return [];
		const shown = entries.get(on) ?? [];
		const more =
			count > shown.length ? markup`<p>${say(w.more, { count: number(count - shown.length) })}</p>` : markup``;
		const rows = shown.map((entry) => [
			entry.customerCode,
			w.what[entry.what],
			aboutOf(writer, entry),
			amountsOf(writer, entry),
		]);
		return [
			markup`<h3 id="${anchorOf(on)}">${day(on)}</h3>
${table(columns, rows)}${more}`,
		];
	});
	return [section(w.days, parts)];
}

/** The services, and the invoices with their due days. */
function aboutOf({ words, say, day }: Writer, { invoices, domains }: SimulatedEntry): Markup {
	const { simulationPage: w } = words;
	const told = [
		...domains.map(displayDomain),
		...invoices.map(({ number, dueOn }) =>
			number === null ? say(w.newInvoice, { day: day(dueOn) }) : say(w.invoiceOf, { number, day: day(dueOn) }),
		),
	];
	const [first = '', ...others] = told;
	return markup`${first}${others.map((one) => markup`<br>${one}`)}`;
}

function amountsOf({ money }: Writer, { amounts }: SimulatedEntry): Markup {
	const [first = '', ...others] = Object.entries(amounts).map(([currency, amountMinor]) =>
		money({ amountMinor, currency }),
	);
	return markup`${first}${others.map((one) => markup`<br>${one}`)}`;
}
