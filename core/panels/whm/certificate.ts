import { z } from 'zod';
import type { AccountRef, Certificate } from '../types';
import { answerless, count, flag, textual } from './answers';
import type { Whm } from './transport';

const installed = z.array(
	z.object({
		domains: z.array(z.string()),
		certificate: z.object({
			not_after: count,
			is_self_signed: flag,
			domains: z.array(z.string()).default([]),
			'issuer.organizationName': textual,
			'issuer.commonName': textual,
		}),
	}),
);

/** Calls as the account. WHM's own function needs rights over the whole server. */
export async function requestCertificate(whm: Whm, { username: user }: AccountRef): Promise<undefined> {
	await whm({ name: 'SSL/start_autossl_check', user, changes: true }, answerless);
	return undefined;
}

export async function certificateOf(whm: Whm, { username: user, domain }: AccountRef): Promise<Certificate> {
	const hosts = await whm({ name: 'SSL/installed_hosts', user }, installed);
	const found = hosts.find(({ domains }) => domains.includes(domain))?.certificate;
	const expiresAt = found && new Date(found.not_after * 1000);
	const expired = expiresAt !== undefined && expiresAt <= whm.clock.now();
	if (found && !found.is_self_signed && !expired) return described(found, 'valid');

	if (await whm({ name: 'SSL/is_autossl_check_in_progress', user }, flag)) return described(found, 'pending');
	if (!found) return described(found, 'none');
	return described(found, expired ? 'expired' : 'self_signed');
}

function described(
	found: z.infer<typeof installed>[number]['certificate'] | undefined,
	state: Certificate['state'],
): Certificate {
	return {
		state,
		issuer: found?.['issuer.organizationName'] || found?.['issuer.commonName'] || '',
		expiresAt: found ? new Date(found.not_after * 1000).toISOString() : null,
		hostnames: found?.domains ?? [],
	};
}
