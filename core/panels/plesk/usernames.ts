import { usernameFor } from '../usernameFor';
import { customerNamed } from './customer';
import type { Plesk } from './transport';

/** Names of the system and of services. */
export const reserved =
	/^(admin|root|mail|mysql|mariadb|apache|httpd|nginx|nobody|named|bind|ftp|www|webmail|postfix|dovecot|qmail|daemon|test|plesk|psa|popuser|swkey|roundcub|horde|postgres|operator|backup)/;

/** Returns a user name for the domain that no customer has. */
export async function chooseUsername(plesk: Plesk, domain: string): Promise<string> {
	return await usernameFor(domain, reserved, async (name) =>
		(await customerNamed(plesk, name)) ? `a customer has '${name}'` : undefined,
	);
}
