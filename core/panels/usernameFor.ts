import { ExternalError } from '../kernel/errors';
import { randomSuffix } from '../kernel/ids';

/** WHM tells accounts apart by their first eight characters. Every panel and operating system accepts that length. */
const length = 8;
const stemLength = 4;
const maxTries = 10;

/**
 * Returns a user name for the domain that the server accepts: eight small letters and digits. The first ones come from
 * the domain and the rest is random, so that two simultaneous orders do not choose the same name.
 *
 * @param reserved beginnings that no name may have.
 * @param objection returns why the server refuses a name; undefined when the name is free.
 * @throws ExternalError `exists` when the server accepts none of several names.
 */
export async function usernameFor(
	domain: string,
	reserved: RegExp,
	objection: (name: string) => Promise<string | undefined>,
): Promise<string> {
	let last = '';
	for (let tries = 1; tries <= maxTries; tries++) {
		const name = usernameCandidate(domain, reserved, randomSuffix);
		const said = await objection(name);
		if (said === undefined) return name;
		last = said;
	}
	throw new ExternalError(
		'exists',
		`The server takes none of ${maxTries} user names for ${domain}: ${last}`,
		'Give a user name yourself.',
	);
}

/** The name begins with a letter, and with no reserved beginning. */
export function usernameCandidate(domain: string, reserved: RegExp, random: (length: number) => string): string {
	const [label = ''] = domain.toLowerCase().split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	const stem = (letters || 'web').slice(0, stemLength);
	const name = `${stem}${random(length - stem.length)}`;
	return [name, `w${name.slice(1)}`].find((one) => !reserved.test(one)) ?? `x${name.slice(1)}`;
}
