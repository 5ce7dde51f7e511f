import { OutsideError } from '../../kernel/errors';
import { randomSuffix } from '../../kernel/ids';
import { customerNamed } from './customer';
import type { Plesk } from './transport';

/** Plesk takes sixteen and more; eight is what every operating system takes. */
const length = 8;
const stemLength = 4;
const maxTries = 10;

/** Names of the system and of services; none that `candidate` makes is as short as most of them. */
const reserved =
	/^(admin|root|mail|mysql|mariadb|apache|httpd|nginx|nobody|named|bind|ftp|www|webmail|postfix|dovecot|qmail|daemon|test|plesk|psa|popuser|swkey|roundcub|horde|postgres|operator|backup)/;

/**
 * A user name for the domain: eight small letters and digits, the first of the domain and the rest by chance, so that
 * two orders at once do not choose the same. The server is asked whether a customer has it.
 */
export async function chooseUsername(plesk: Plesk, domain: string): Promise<string> {
	for (let tries = 1; tries <= maxTries; tries++) {
		const name = candidate(domain, randomSuffix);
		if (!(await customerNamed(plesk, name))) return name;
	}
	throw new OutsideError(
		'exists',
		`None of ${maxTries} user names for ${domain} is free on this server`,
		'Give a user name yourself.',
	);
}

export function candidate(domain: string, random: (length: number) => string): string {
	const [label = ''] = domain.toLowerCase().split('.');
	const letters = label.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
	const stem = (letters || 'web').slice(0, stemLength);
	const name = `${stem}${random(length - stem.length)}`;
	return reserved.test(name) ? `w${name.slice(1)}` : name;
}
