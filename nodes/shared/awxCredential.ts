import { z } from 'zod';
import { openAwx, type AwxLogin } from '../../core/ansible';
import { textLimits } from '../../core/kernel/textLimits';
import { credentialTest, filled, readCredential, serverCredential } from './credential';

const common = {
	...serverCredential('https://awx.example.com'),
	apiPrefix: z
		.string()
		.trim()
		.max(textLimits.url)
		.regex(/^\/?[\w./-]*$/, 'must be a path such as /api/v2')
		.default('/api/v2'),
	token: filled,
};

/** A token needs no user name, and n8n does not hand on a box that the form hides. */
const credential = z.discriminatedUnion('authentication', [
	z.object({ ...common, authentication: z.literal('token') }),
	z.object({ ...common, authentication: z.literal('password'), username: filled }),
]);

/** @throws InputError that names the wrong field; never with the token or the password. */
export function awxCredential(data: unknown): AwxLogin {
	const read = readCredential('MSP AWX', credential, data);
	const { token, ...rest } = read;
	return {
		...rest,
		authentication:
			read.authentication === 'token'
				? { kind: 'token', token }
				: { kind: 'password', username: read.username, password: token },
	};
}

/** Asks for the version, the user, and whether the user sees a template to run. */
export const testAwx = credentialTest(async (data) => {
	const awx = openAwx(awxCredential(data));
	try {
		return await awx.test();
	} finally {
		await awx.close();
	}
});
