import { InputError } from '../kernel/errors';

export interface DatabaseNameRules {
	/** The text in front of every name of the account. Empty if there is none. */
	readonly prefix: string;
	readonly longest: number;
	/** The allowed characters besides letters, digits and `_`. */
	readonly also?: string;
}

/**
 * Returns the full name of a database or its user. A name that has the prefix already does not get it twice.
 *
 * @throws InputError when a character is not allowed, or the full name is too long.
 */
export function fullDatabaseName(
	field: 'name' | 'user',
	name: string,
	{ prefix, longest, also = '' }: DatabaseNameRules,
): string {
	if (![...name].every((character) => /[A-Za-z0-9_]/.test(character) || also.includes(character)) || name === '') {
		const allowed = ['letters', 'digits', ...[...`_${also}`].map((character) => `'${character}'`)].join(', ');
		throw new InputError(field, `may have only ${allowed}: ${name}`, 'Choose another.');
	}
	const full = name.startsWith(prefix) ? name : `${prefix}${name}`;
	if (full.length <= longest) return full;
	throw new InputError(
		field,
		`is too long: with its prefix it is '${full}', and ${longest} characters are allowed`,
		`Use at most ${longest - prefix.length} characters.`,
	);
}
