import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { AccountRef, Certificate } from '../types';
import { onBehalf } from './accountLook';
import { answerless, textual } from './answers';
import type { DirectAdmin } from './transport';

/** Runs in the background: DirectAdmin says yes at once, and its task queue gets the certificate. */
export async function requestCertificate(da: DirectAdmin, account: AccountRef): Promise<undefined> {
	const { username: user, domain } = account;
	const fields = {
		domain,
		action: 'save',
		type: 'create',
		request: 'letsencrypt',
		acme_provider: 'letsencrypt',
		name: domain,
		keysize: 'secp384r1',
		encryption: 'sha256',
		le_select0: domain,
		le_select1: `www.${domain}`,
		wildcard: 'no',
		background: 'auto',
	};
	await onBehalf(da, account, async () => {
		await da.command({ name: 'CMD_API_SSL', user, fields, changes: true, timeoutMs: 180_000 }, answerless);
	});
	return undefined;
}

/**
 * The answer holds the private key too, so the pack reads only these fields. `next_retries` names the domains whose
 * certificate was requested and has not come yet. Older versions describe the certificate in words, and its times in
 * seconds.
 */
const told = z.object({
	certificate: textual,
	signed: textual,
	end: textual,
	issuer_simple: textual,
	next_retries: z.unknown().optional(),
});

interface Installed {
	readonly expiresAt: Date;
	readonly selfSigned: boolean;
	readonly issuer: string;
	readonly hostnames: string[];
}

export async function certificateOf(da: DirectAdmin, account: AccountRef): Promise<Certificate> {
	const { username: user, domain } = account;
	const answer = await onBehalf(da, account, async () => {
		return await da.command({ name: 'CMD_API_SSL', user, fields: { domain } }, told);
	});
	const installed = answer.certificate.includes('-----BEGIN') ? read(answer.certificate, domain) : worded(answer);
	const expired = installed !== undefined && installed.expiresAt <= da.clock.now();
	if (installed && !expired && !installed.selfSigned) return described('valid', installed);
	if (named(answer.next_retries)) return described('pending', installed);
	if (!installed) return described('none', installed);
	return described(expired ? 'expired' : 'self_signed', installed);
}

/**
 * Returns the certificate if it is for this domain. A domain without its own gets the one for the server's host name.
 */
function read(pem: string, domain: string): Installed | undefined {
	try {
		const found = new X509Certificate(pem);
		if (found.checkHost(domain) === undefined) return undefined;
		const issuer = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(found.issuer)?.[1];
		return {
			expiresAt: new Date(found.validTo),
			selfSigned: found.issuer === found.subject,
			issuer: issuer('O') ?? issuer('CN') ?? '',
			hostnames: [...(found.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name),
		};
	} catch {
		return undefined;
	}
}

function worded({ end, signed, issuer_simple: issuer }: z.output<typeof told>): Installed | undefined {
	if (!/^[1-9]\d*$/.test(end)) return undefined;
	return { expiresAt: new Date(Number(end) * 1000), selfSigned: signed !== 'yes', issuer, hostnames: [] };
}

/** A list or an object of domains, or text. Any of these forms is empty when no domain is waiting. */
function named(waiting: unknown): boolean {
	if (typeof waiting === 'object' && waiting !== null) return Object.keys(waiting).length > 0;
	return typeof waiting === 'string' && waiting.trim() !== '';
}

function described(state: Certificate['state'], found: Installed | undefined): Certificate {
	return {
		state,
		issuer: found?.issuer ?? '',
		expiresAt: found?.expiresAt.toISOString() ?? null,
		hostnames: found?.hostnames ?? [],
	};
}
