import { passwordAlphabets, randomPassword } from '../../kernel/ids';

/** Plesk counts a password of 16 characters or more as long. */
const length = 16;

/** Of the symbols that need no quoting these are the ones that Plesk counts as such. */
const symbols = '_~';

const [small = '', capitals = '', digits = ''] = passwordAlphabets;

/**
 * A password that the strictest policy takes, "Very strong": Plesk adds up points, and gives more for three digits and for
 * two symbols. Drawing again keeps every acceptable password equally likely.
 */
export function generatePassword(): string {
	for (;;) {
		const drawn = randomPassword(length, [small, capitals, digits, symbols]);
		if (/(\d.*){3}/.test(drawn) && /([_~].*){2}/.test(drawn)) return drawn;
	}
}
