import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../kernel/languages';
import { formatMoney, type Money } from '../kernel/money';
import type { Brand } from './brand';
import { catalogues, type Catalogue } from './catalogues';

/** How one language says things: its words, dates, amounts and labels. */
export interface Writer {
	readonly words: Catalogue;
	/**
	 * Fills the values into a text of the catalogue.
	 *
	 * @throws FormatError when a value is missing.
	 */
	say(text: string, values: Readonly<Record<string, string | number>>): string;
	number(value: number): string;
	/** @param day as `2026-03-01`. */
	day(day: string): string;
	/** The moment with the short name of its time zone. */
	moment(at: Date, timeZone: string): string;
	money(amount: Money): string;
	/** A label and what follows it, with the colon as the language sets it. */
	labelled(label: string, value: string): string;
	greeting(name: string | undefined): string;
	closing(brand: Pick<Brand, 'brandName' | 'supportEmail'>): Closing;
}

/** The end of a letter to a customer. */
export interface Closing {
	readonly questions: string;
	readonly signOff: string;
	readonly team: string;
}

export function writerOf(language: Language): Writer {
	const words = catalogues[language];
	const { locale, firstOfMonth, letter } = words;
	const say: Writer['say'] = (text, values) => [compile(text, locale).format<string>(values)].flat().join('');
	// French counts the first day of a month as an ordinal; CLDR does not.
	const written = (at: Date, options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(locale, options).format(at).replace(/^1 /, `${firstOfMonth} `);
	return {
		words,
		say,
		number: (value) => value.toLocaleString(locale),
		day: (day) => written(new Date(`${day}T00:00:00Z`), { dateStyle: 'long', timeZone: 'UTC' }),
		moment: (at, timeZone) =>
			written(at, {
				...{ year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
				timeZoneName: 'short',
				timeZone,
			}),
		money: (amount) => formatMoney(amount, locale),
		labelled: (label, value) => say(words.labelled, { label, value }),
		greeting: (name) => (name === undefined ? letter.greetingUnnamed : say(letter.greeting, { name })),
		closing: ({ brandName, supportEmail }) => ({
			questions: supportEmail === undefined ? letter.questionsByReply : say(letter.questions, { supportEmail }),
			signOff: letter.signOff,
			team: brandName === undefined ? letter.teamUnnamed : say(letter.team, { brandName }),
		}),
	};
}

const compiled = new Map<string, IntlMessageFormat>();

/** Parsing takes longer than filling in, and a report says the same text for each of its findings. */
function compile(text: string, locale: string): IntlMessageFormat {
	const key = `${locale} ${text}`;
	const known = compiled.get(key) ?? new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
	compiled.set(key, known);
	return known;
}
