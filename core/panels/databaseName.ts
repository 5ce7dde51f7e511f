import { InputError } from '../kernel/errors';

export interface DatabaseNameRules {
	/** What stands in front of every name of the account; empty where nothing does. */
	readonly prefix: string;
	readonly longest: number;
	/** The characters besides letters, digits and `_`. */
	readonly also?: string;
}

/**
 * The full name of a database or its user. A name that has the prefix already does not get it twice.
 *
 * @throws InputError where a character is not allowed, or the full name is too long.
 */
export function fullDatabaseName(
	field: 'name' | 'user',
	wanted: string,
	{ prefix, longest, also = '' }: DatabaseNameRules,
): string {
	if (![...wanted].every((character) => /[A-Za-z0-9_]/.test(character) || also.includes(character)) || wanted === '') {
		const allowed = ['letters', 'digits', ...[...`_${also}`].map((character) => `'${character}'`)].join(', ');
		throw new InputError(field, `has other characters than ${allowed}: ${wanted}`, 'Choose another.');
	}
	const full = wanted.startsWith(prefix) ? wanted : `${prefix}${wanted}`;
	if (full.length <= longest) return full;
	throw new InputError(
		field,
		`is too long: with what stands in front it is '${full}', and ${longest} characters are allowed`,
		`Use at most ${longest - prefix.length} characters.`,
	);
}
