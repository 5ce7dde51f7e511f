import { z } from 'zod';
import { formatMoney, type Money } from '../kernel/money';
import { languages } from '../customers';

export { languages };
export type Language = (typeof languages)[number];

/** A language or a BCP 47 tag that begins with one, such as `nl-BE`. */
export const language = z
	.string()
	.transform((tag) => tag.trim().toLowerCase().split(/[-_]/)[0])
	.pipe(z.enum(languages, { error: `must be one of ${languages.join(', ')}` }));

/** How dates, amounts and labels are written in a language. */
export interface Writer {
	/** @param day as `2026-03-01`. */
	day(day: string): string;
	/** The moment with the short name of its time zone. */
	moment(at: Date, timeZone: string): string;
	money(amount: Money): string;
	/** A label and what follows it, with the colon as the language sets it. */
	labelled(label: string, value: string): string;
}

/** The regional forms: days before months, and a clock of 24 hours. */
const tags: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR', nl: 'nl-NL' };

export function writerOf(chosen: Language): Writer {
	const tag = tags[chosen];
	// French counts the first day of a month as an ordinal; CLDR does not.
	const first = (text: string) => (chosen === 'fr' ? text.replace(/^1 /, '1er ') : text);
	return {
		day: (day) =>
			first(new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))),
		moment: (at, timeZone) =>
			first(
				new Intl.DateTimeFormat(tag, {
					year: 'numeric',
					month: 'long',
					day: 'numeric',
					hour: '2-digit',
					minute: '2-digit',
					timeZoneName: 'short',
					timeZone,
				}).format(at),
			),
		money: (amount) => formatMoney(amount, tag),
		labelled: (label, value) => `${label}${chosen === 'fr' ? '\u00a0: ' : ': '}${value}`,
	};
}
