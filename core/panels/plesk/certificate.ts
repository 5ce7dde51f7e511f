import { z } from 'zod';
import type { Clock } from '../../kernel/clock';
import { ExternalError } from '../../kernel/errors';
import type { AccountRef, Certificate } from '../types';
import { idleWebspace, presentWebspace } from './accountLook';
import type { Waits } from './accountChange';
import { customersById } from './customer';
import { recordsIn } from './dns';
import { isMissing } from './errors';
import type { ShownCertificate, SiteLook } from './siteCertificate';
import type { Plesk } from './transport';

const extension = z.object({ active: z.boolean() });

/** Whether the extension that gets certificates is there and switched on. */
export async function hasLetsEncrypt(plesk: Plesk): Promise<boolean> {
	try {
		return (await plesk.rest({ method: 'GET', path: '/extensions/letsencrypt' }, extension)).active;
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

/**
 * Waits until the authority has answered: the utility ends when the certificate is in place. For a domain that does not
 * lead to the server yet, as a new customer's, it ends with an error: the words are given back, for the account is well.
 */
export async function requestCertificate(plesk: Plesk, account: AccountRef, waits: Waits): Promise<string | undefined> {
	const { ownerId } = await idleWebspace(plesk, account, waits);
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

/** The order fails as a whole for a name that leads nowhere. */
async function hasWww(plesk: Plesk, domain: string): Promise<boolean> {
	try {
		return (await recordsIn(plesk, domain)).some(({ record }) => record.name === `www.${domain}`);
	} catch (error) {
		if (isMissing(error)) return false;
		throw error;
	}
}

/** How the extension calls what it makes. */
const byExtension = /^Lets Encrypt /i;

export async function certificateOf(
	plesk: Plesk,
	account: AccountRef,
	{ look, clock }: { readonly look: SiteLook; readonly clock: Clock },
): Promise<Certificate> {
	const { certificateName } = await presentWebspace(plesk, account);
	const host = new URL(plesk.base).hostname.replace(/^\[|\]$/g, '');
	const shown = await look({ host, domain: account.domain });
	if (!shown) {
		// It is assigned to the site, and the web server does not show it yet.
		const state = byExtension.test(certificateName) ? 'pending' : 'none';
		return { state, issuer: '', expiresAt: null, hostnames: [] };
	}
	return {
		state: stateOf(shown, clock),
		issuer: shown.issuer,
		expiresAt: shown.expiresAt.toISOString(),
		hostnames: [...shown.hostnames],
	};
}

function stateOf({ trusted, expiresAt }: ShownCertificate, clock: Clock): Certificate['state'] {
	if (expiresAt <= clock.now()) return 'expired';
	return trusted ? 'valid' : 'self_signed';
}
