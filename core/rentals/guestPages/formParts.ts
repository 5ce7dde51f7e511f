import { addDays, dayIn } from '../../kernel/calendar';
import { languages, type Language } from '../../kernel/languages';
import { writerOf, type Writer } from '../../messages';
import { asPage, button, form, list, markup, section, textField, type Markup, type PageAnswer } from '../../pages';
import { spansOf } from '../calendarFeed';
import type { TakenNight } from '../nights';
import type { StayFault } from '../stay';
import type { RentalUnit } from '../units';

/** What somebody has written into the form so far. */
export interface Typed {
	readonly arrival: string;
	readonly departure: string;
	readonly adults: string;
	readonly children: string;
}

/** So far ahead the page names nights that are taken. */
export const daysShown = 190;

export interface FormShown {
	readonly unit: RentalUnit;
	readonly language: Language;
	readonly typed: Typed;
	/** Why the form comes again; empty when it is new. */
	readonly told: string;
	readonly taken: readonly TakenNight[];
	readonly now: Date;
}

/** The first page: days and guests, and which nights are taken. */
export function formPage({ unit, language, typed, told, taken, now }: FormShown): PageAnswer {
	const writer = writerOf(language);
	const { words, say } = writer;
	const { rentalForm: w } = words;
	const title = say(w.title, { unit: unit.name });
	const first = addDays(dayIn(unit.timeZone, now), unit.leadDays);
	const days = { type: 'date', maxLength: 10, required: true } as const;
	const heads = { type: 'number', maxLength: 3, required: true, most: String(unit.mostGuests) } as const;
	const fields = [
		textField({ ...days, name: 'arrival', label: w.arrival, value: typed.arrival, least: first }),
		textField({ ...days, name: 'departure', label: w.departure, value: typed.departure, least: addDays(first, 1) }),
		textField({ ...heads, name: 'adults', label: w.adults, value: typed.adults, least: '1' }),
		textField({ ...heads, name: 'children', label: w.children, value: typed.children, least: '0' }),
		markup`<p class="actions">${button(w.show)}</p>`,
	];
	const spans = spansOf(taken.map((night) => ({ ...night, bookingCode: null, keptFor: null })));
	const lines = spans.map(({ from, to }) => say(w.takenSpan, { from: writer.day(from), to: writer.day(to) }));
	return answer(told === '' ? 200 : 422, language, title, [
		languageLinks(unit.unitCode, language),
		...(told === '' ? [markup`<p>${w.intro}</p>`] : [notice(told)]),
		form({ hidden: { unit: unit.unitCode, lang: language, step: 'look' }, body: fields }),
		section(w.taken, lines.length === 0 ? [] : [list(lines)]),
	]);
}

/** Why a unit does not take a stay, in the guest's language. */
export function faultWords(fault: StayFault, writer: Writer): string {
	const words = writer.words.rentalForm.faults[fault.fault];
	switch (fault.fault) {
		case 'no_night':
		case 'no_adult':
			return words;
		case 'too_early':
		case 'too_late':
			return writer.say(words, { limit: writer.day(fault.limit) });
		case 'arrival_day':
		case 'departure_day':
			return writer.say(words, { weekdays: weekdayWords(fault.weekdays, writer) });
		default:
			return writer.say(words, { limit: fault.limit });
	}
}

/** The names of weekdays as the language has them, in the order of the week. */
function weekdayWords(weekdays: readonly number[], { words }: Writer): string {
	const format = new Intl.DateTimeFormat(words.locale, { weekday: 'long', timeZone: 'UTC' });
	// 1 January 2024 was a Monday.
	const nameOf = (weekday: number) => format.format(new Date(Date.UTC(2024, 0, weekday)));
	return [...weekdays]
		.sort((one, other) => one - other)
		.map(nameOf)
		.join(', ');
}

function languageLinks(unitCode: string, language: Language): Markup {
	const links = languages.map((code) => {
		const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
		const label = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
		return code === language
			? markup`<strong lang="${code}">${label}</strong>`
			: markup`<a lang="${code}" href="?unit=${unitCode}&amp;lang=${code}">${label}</a>`;
	});
	return markup`<nav>${links}</nav>
`;
}

export const notice = (text: string): Markup => markup`<p class="verdict bad">${text}</p>
`;

export const good = (text: string): Markup => markup`<p class="verdict good">${text}</p>
`;

export function answer(statusCode: number, language: Language, title: string, body: readonly Markup[]): PageAnswer {
	return { statusCode, html: asPage({ title, language, body }) };
}
