import { ExternalError } from '../kernel/errors';
import { randomSuffix } from '../kernel/ids';

/** WHM tells accounts apart by their first eight characters; every panel and operating system takes that many. */
const length = 8;
const stemLength = 4;
const maxTries = 10;

/**
 * A user name for the domain that the server would take: eight small letters and digits, the first of the domain and
 * the rest by chance, so that two orders at once do not choose the same.
 *
 * @param reserved what no name may begin with.
 * @param objection what the server has against a name; undefined where it is free.
 * @throws ExternalError `exists` where the server takes none of several.
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

/** It begins with a letter, and with nothing reserved. */
export function usernameCandidate(domain: string, reserved: RegExp, random: (length: number) => string): string {
	const [label = ''] = domain.toLowerCase().split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	const stem = (letters || 'web').slice(0, stemLength);
	const name = `${stem}${random(length - stem.length)}`;
	return [name, `w${name.slice(1)}`].find((one) => !reserved.test(one)) ?? `x${name.slice(1)}`;
}
