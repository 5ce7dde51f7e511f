import { ExternalError } from '../../kernel/errors';
import { usernameFor } from '../usernameFor';
import { answerless } from './answers';
import type { Whm } from './transport';

/**
 * The only beginning that `createacct` of WHM API 1 refuses by its documentation. The server knows the reserved words.
 */
export const reserved = /^test/;

/** Returns a user name for the domain that this server accepts. */
export async function chooseUsername(whm: Whm, domain: string): Promise<string> {
	return await usernameFor(domain, reserved, async (user) => {
		try {
			await whm({ name: 'verify_new_username', parameters: { user } }, answerless);
			return undefined;
		} catch (error) {
			if (error instanceof ExternalError && ['exists', 'invalid'].includes(error.errorClass))
				return error.vendorMessage;
			throw error;
		}
	});
}
