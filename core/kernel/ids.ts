import { randomInt, randomUUID } from 'node:crypto';

const lower = 'abcdefghjkmnpqrstuvwxyz';
const digits = '23456789';

/**
 * These alphabets leave out characters that look alike. A URL does not escape these symbols (RFC 3986 §2.3), so a
 * password needs no quoting in a URL, a form, a shell or a configuration file.
 */
export const passwordAlphabets: readonly string[] = [lower, lower.toUpperCase(), digits, '-._~'];

/**
 * Makes a password with at least one character of each alphabet, evenly drawn from all of them. It begins with a letter
 * or a digit, because `-` and `~` at the start have a meaning in a shell.
 *
 * @throws RangeError when the length has no room for one of each, or no alphabet has a letter or a digit.
 */
export function randomPassword(length = 24, alphabets: readonly string[] = passwordAlphabets): string {
	const all = alphabets.join('');
	if (length < alphabets.length || alphabets.some((alphabet) => alphabet === '') || !/[A-Za-z0-9]/.test(all)) {
		throw new RangeError(`no password of ${length} characters with one of each of ${alphabets.length} alphabets`);
	}
	for (;;) {
		const drawn = Array.from({ length }, () => pick(all)).join('');
		// To draw again instead of patching keeps every acceptable password equally likely.
		if (/^[A-Za-z0-9]/.test(drawn) && alphabets.every((alphabet) => holdsOneOf(drawn, alphabet))) return drawn;
	}
}

/** Returns random lower-case letters and digits that make a name unique. */
export function randomSuffix(length: number): string {
	return Array.from({ length }, () => pick(lower + digits)).join('');
}

/** An ID that connects all log entries of one piece of work. */
export function correlationId(): string {
	return randomUUID();
}

const pick = (alphabet: string): string => alphabet.charAt(randomInt(alphabet.length));

function holdsOneOf(text: string, alphabet: string): boolean {
	return [...text].some((character) => alphabet.includes(character));
}
