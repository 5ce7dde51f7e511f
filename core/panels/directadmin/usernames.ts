import { z } from 'zod';
import { usernameFor } from '../usernameFor';
import { count } from './answers';
import type { DirectAdmin } from './transport';

/** Names of the system and of services. */
export const reserved =
	/^(admin|root|mail|mysql|apache|nobody|named|ftp|www|webmail|postfix|dovecot|exim|daemon|test|diradmin|directad|webapps|majordom|redis|operator|postgres)/;

/** Returns a user name for the domain that is free on this server. */
export async function chooseUsername(da: DirectAdmin, domain: string): Promise<string> {
	return await usernameFor(domain, reserved, async (name) =>
		(await usernameExists(da, name)) ? `'${name}' is taken` : undefined,
	);
}

export async function usernameExists(da: DirectAdmin, user: string): Promise<boolean> {
	const { exists } = await da.command({ name: 'CMD_API_USER_EXISTS', fields: { user } }, z.object({ exists: count }));
	return exists === 1;
}
