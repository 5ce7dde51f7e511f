import { z } from 'zod';
import type { Clock } from '../../kernel/clock';
import { ExternalError } from '../../kernel/errors';
import { isMissing, unless } from '../errors';
import type { AccountRef, Certificate } from '../types';
import { idleWebspace, presentWebspace } from './accountLook';
import { customersById } from './customer';
import { recordsIn } from './dns';
import type { ShownCertificate } from './siteCertificate';
import type { Plesk } from './transport';

const extension = z.object({ active: z.boolean() });

/** Tells whether the extension that gets certificates is installed and switched on. */
export async function hasLetsEncrypt(plesk: Plesk): Promise<boolean> {
	const found = await unless(isMissing, plesk.rest({ method: 'GET', path: '/extensions/letsencrypt' }, extension));
	return found?.active ?? false;
}

/**
 * Waits until the authority has answered: the utility ends when the certificate is in place. It ends with an error for
 * a domain that does not point to the server yet, such as a new customer's. This returns the words of that error and
 * does not throw, because the account is fine.
 */
export async function requestCertificate(plesk: Plesk, account: AccountRef): Promise<string | undefined> {
	const { ownerId } = await idleWebspace(plesk, account);
	if (!(await hasLetsEncrypt(plesk))) {
		throw new ExternalError(
			'permission',
			"Plesk has no extension that gets certificates: 'letsencrypt' is not there, or switched off",
			"Install the extension Let's Encrypt in Plesk → Extensions.",
		);
	}
	const { domain } = account;
	const email = (await customersById(plesk, [ownerId])).get(ownerId)?.email ?? '';
	const names = (await hasWww(plesk, domain)) ? [domain, `www.${domain}`] : [domain];
	const params = ['--exec', 'letsencrypt', 'cli.php', ...names.flatMap((name) => ['-d', name])];
	if (email !== '') params.push('-m', email);
	const refused = await plesk.cli({ utility: 'extension', params, changes: true, timeoutMs: 300_000 });
	return refused?.vendorMessage;
}

/** One name that does not resolve makes the whole order fail. */
async function hasWww(plesk: Plesk, domain: string): Promise<boolean> {
	const records = await unless(isMissing, recordsIn(plesk, domain));
	return records?.some(({ record }) => record.name === `www.${domain}`) ?? false;
}

/** The name that the extension gives to its certificates. */
const byExtension = /^Lets Encrypt /i;

export async function certificateOf(plesk: Plesk, account: AccountRef): Promise<Certificate> {
	const { certificateName } = await presentWebspace(plesk, account);
	const host = new URL(plesk.base).hostname.replace(/^\[|\]$/g, '');
	const shown = await plesk.look({ host, domain: account.domain });
	if (!shown) {
		// The site has the certificate, and the web server does not show it yet.
		const state = byExtension.test(certificateName) ? 'pending' : 'none';
		return { state, issuer: '', expiresAt: null, hostnames: [] };
	}
	return {
		state: stateOf(shown, plesk.clock),
		issuer: shown.issuer,
		expiresAt: shown.expiresAt.toISOString(),
		hostnames: [...shown.hostnames],
	};
}

function stateOf({ trusted, expiresAt }: ShownCertificate, clock: Clock): Certificate['state'] {
	if (expiresAt <= clock.now()) return 'expired';
	return trusted ? 'valid' : 'self_signed';
}
