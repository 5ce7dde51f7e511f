import { z } from 'zod';
import { OutsideError } from '../../kernel/errors';
import { randomSuffix } from '../../kernel/ids';
import { count } from './answers';
import type { DirectAdmin } from './transport';

/** Every version takes eight; how many more it takes is a setting of the server. */
const length = 8;
const stemLength = 4;
const maxTries = 10;

/** Names of the system and of services; none that `candidate` makes is as short as most of them. */
const reserved =
	/^(admin|root|mail|mysql|apache|nobody|named|ftp|www|webmail|postfix|dovecot|exim|daemon|test|diradmin|directad|webapps|majordom|redis|operator|postgres)/;

/**
 * A user name for the domain: eight small letters and digits, the first of the domain and the rest by chance, so that
 * two orders at once do not choose the same. The server is asked whether it is free.
 */
export async function chooseUsername(da: DirectAdmin, domain: string): Promise<string> {
	for (let tries = 1; tries <= maxTries; tries++) {
		const name = candidate(domain, randomSuffix);
		if (!(await usernameExists(da, name))) return name;
	}
	throw new OutsideError(
		'exists',
		`None of ${maxTries} user names for ${domain} is free on this server`,
		'Give a user name yourself.',
	);
}

export async function usernameExists(da: DirectAdmin, user: string): Promise<boolean> {
	const { exists } = await da.command({ name: 'CMD_API_USER_EXISTS', fields: { user } }, z.object({ exists: count }));
	return exists === 1;
}

export function candidate(domain: string, random: (length: number) => string): string {
	const [label = ''] = domain.toLowerCase().split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	const stem = (letters || 'web').slice(0, stemLength);
	const name = `${stem}${random(length - stem.length)}`;
	return reserved.test(name) ? `w${name.slice(1)}` : name;
}
