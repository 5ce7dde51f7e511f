import { InputError } from '../../kernel/errors';

/**
 * The locale in which a script speaks. Without a character set it is UTF-8: what `fr_BE` alone means on a host is often
 * another one.
 *
 * @throws InputError when it is none, or not in UTF-8.
 */
export function localeOf(given: string): string {
	const wanted = given === '' || given === 'C' || given === 'POSIX' ? 'C.UTF-8' : given;
	const [, language, set = 'UTF-8', variant = ''] =
		/^([A-Za-z]{1,8}(?:_[A-Z]{2,3})?)(?:\.([\w-]+))?(@\w+)?$/.exec(wanted) ?? [];
	if (language !== undefined && /^utf-?8$/i.test(set)) return `${language}.UTF-8${variant}`;
	throw new InputError(
		'locale',
		language === undefined ? 'is no locale' : `has the character set ${set.slice(0, 20)}`,
		'Give a locale in UTF-8, such as fr_BE.UTF-8.',
	);
}

/** @param isThere whether the host has the locale. */
export function localeVariables(locale: string, isThere: boolean): Record<string, string> {
	// Scripts that choose their words by LANG still find it. Programs keep to UTF-8.
	return { LANG: locale, ...(!isThere && { LC_CTYPE: 'C.UTF-8' }) };
}

export function localeWarning(host: string, locale: string): string {
	return `${host} has no locale ${locale}: programs of the system speak English there, and sort as in English. On Debian: install the package locales and run \`sudo dpkg-reconfigure locales\`.`;
}
