import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { AccountRef, SignOn, SignOnRequest } from '../types';
import { onBehalf } from './accountLook';
import { errors } from './errors';
import type { DirectAdmin } from './transport';

const validMinutes = 15;

/** Leaves out `currentPassword`, which is for sessions only (Swagger file, `web.loginURLCreateRequest`). */
export async function createSignOn(
	da: DirectAdmin,
	account: AccountRef,
	{ service, browserAddress }: SignOnRequest,
): Promise<SignOn> {
	if (service === 'webmail') {
		throw errors.cannot(
			'open webmail without a password',
			'its login links lead to the panel only.',
			'Make a link to the panel: webmail is a click from there, under E-mail Accounts.',
		);
	}
	const body = {
		allowNetworks: browserAddress === undefined ? [] : [network(browserAddress)],
		expires: new Date(da.clock.now().getTime() + validMinutes * 60_000).toISOString(),
	};
	const { url, expires } = await onBehalf(da, account, async () => {
		const call = { method: 'POST', path: '/api/login-keys/urls', user: account.username, body, changes: true } as const;
		return await da.api(call, z.object({ url: z.url(), expires: z.string() }));
	});
	return { url, expiresAt: new Date(expires).toISOString() };
}

const network = (address: string) => {
	if (address.includes('/')) return address;
	return isIPv6(address) ? `${address}/128` : `${address}/32`;
};
