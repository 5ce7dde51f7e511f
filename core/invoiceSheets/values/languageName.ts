import { languages, type Language } from '../../kernel/languages';
import { words } from '../headers/normalise';

const names: Readonly<Record<Language, readonly string[]>> = {
	en: ['english', 'engels', 'anglais', 'eng'],
	fr: ['french', 'frans', 'francais', 'fra', 'fre', 'f'],
	nl: ['dutch', 'nederlands', 'neerlandais', 'nld', 'dut', 'vlaams', 'flemish', 'flamand', 'n', 'ned'],
};

const byName = new Map(languages.flatMap((language) => [language, ...names[language]].map((name) => [name, language])));

/** The language that a code such as `nl-BE` or a name such as `Français` means; undefined for another. */
export function languageOf(text: string): Language | undefined {
	const name = words(text);
	return byName.get(name) ?? byName.get(/^[a-z]{2}(?= [a-z]{2}$)/.exec(name)?.[0] ?? '');
}
