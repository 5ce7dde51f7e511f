import { passwordAlphabets, randomPassword } from '../../kernel/ids';

/** Plesk counts a password of 16 characters or more as long. */
const length = 16;

/** The symbols that need no quoting and that Plesk counts as symbols. */
const symbols = '_~';

const [small = '', capitals = '', digits = ''] = passwordAlphabets;

/**
 * Makes a password for the strictest policy, "Very strong". Plesk adds up points, and three digits or two symbols earn
 * more of them. It draws again after a weak password, so that every acceptable password is equally likely.
 */
export function generatePassword(): string {
	for (;;) {
		const drawn = randomPassword(length, [small, capitals, digits, symbols]);
		if (/(\d.*){3}/.test(drawn) && /([_~].*){2}/.test(drawn)) return drawn;
	}
}
