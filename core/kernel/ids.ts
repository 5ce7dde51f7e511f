import { randomInt, randomUUID } from 'node:crypto';

const lower = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/**
 * Without characters that look alike. The symbols are those that a URL leaves alone (RFC 3986 §2.3), so that a password
 * needs no quoting in a URL, a form, a shell or a configuration file.
 */
export const passwordAlphabets: readonly string[] = [lower, lower.toUpperCase(), digits, '-._~'];

/**
 * A password with at least one character of each alphabet, evenly drawn from all of them. It begins with a letter or a
 * digit, as `-` and `~` at the start mean something to a shell.
 *
 * @throws RangeError where the length has no room for one of each, or no alphabet holds a letter or a digit.
 */
export function randomPassword(length = 24, alphabets: readonly string[] = passwordAlphabets): string {
	const all = alphabets.join('');
	if (length < alphabets.length || alphabets.some((alphabet) => alphabet === '') || !/[A-Za-z0-9]/.test(all)) {
		throw new RangeError(`no password of ${length} characters with one of each of ${alphabets.length} alphabets`);
	}
	for (;;) {
		const drawn = Array.from({ length }, () => pick(all)).join('');
		// Drawing again instead of patching keeps every acceptable password equally likely.
		if (/^[A-Za-z0-9]/.test(drawn) && alphabets.every((alphabet) => holdsOneOf(drawn, alphabet))) return drawn;
	}
}

/** Lower-case letters and digits, for making a name unique. */
export function randomSuffix(length: number): string {
	return Array.from({ length }, () => pick(lower + digits)).join('');
}

/** Ties together all that is logged about one piece of work. */
export function correlationId(): string {
	return randomUUID();
}

const pick = (alphabet: string): string => alphabet.charAt(randomInt(alphabet.length));

function holdsOneOf(text: string, alphabet: string): boolean {
	return [...text].some((character) => alphabet.includes(character));
}
