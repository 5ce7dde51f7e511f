import { OutsideError } from '../../kernel/errors';
import { randomSuffix } from '../../kernel/ids';
import { answerless } from './answers';
import type { Whm } from './transport';

/** WHM tells accounts apart by their first eight characters, and older ones allow no more. */
const length = 8;
const stemLength = 4;
const maxTries = 10;

/**
 * A user name for the domain that this server accepts: eight letters and digits, the first of the domain and the rest
 * by chance, so that two orders at once do not choose the same. Reserved words are the server's to know.
 */
export async function chooseUsername(whm: Whm, domain: string): Promise<string> {
	for (let tries = 1; ; tries++) {
		const name = candidate(domain, randomSuffix);
		try {
			await whm({ name: 'verify_new_username', parameters: { user: name } }, answerless);
			return name;
		} catch (error) {
			const nameRefused = error instanceof OutsideError && ['exists', 'invalid'].includes(error.errorClass);
			if (!nameRefused || tries >= maxTries) throw error;
		}
	}
}

/** A name begins with a letter, and not with `test` (WHM API 1, createacct). */
export function candidate(domain: string, random: (length: number) => string): string {
	const [label = ''] = domain.toLowerCase().split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	const stem = (letters || 'web').slice(0, stemLength);
	const name = `${stem}${random(length - stem.length)}`;
	return name.startsWith('test') ? `w${name.slice(1)}` : name;
}
