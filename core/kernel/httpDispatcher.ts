import { createHash, X509Certificate } from 'node:crypto';
import { Agent } from 'undici';
import { InputError } from './errors';

const agents = new Map<string, Agent>();

/**
 * The process's one pool of connections for this kind of request and this certificate authority.
 *
 * A change that must not be repeated gets a connection of its own: on one that the server closes while it is idle, the
 * request would be lost with its outcome in doubt.
 */
export function dispatcherFor({
	repeat,
	certificateAuthority = '',
}: {
	readonly repeat: string;
	readonly certificateAuthority?: string;
}): Agent {
	const reuse = repeat !== 'never';
	const key = `${reuse} ${createHash('sha256').update(certificateAuthority).digest('hex')}`;
	const known = agents.get(key);
	if (known) return known;

	const ca = certificateAuthority.trim() === '' ? undefined : checkedAuthority(certificateAuthority);
	const agent = new Agent({
		connect: { timeout: 10_000, ca },
		pipelining: reuse ? 1 : 0,
		// The request's own time limit rules.
		headersTimeout: 0,
		bodyTimeout: 0,
	});
	agents.set(key, agent);
	return agent;
}

function checkedAuthority(pem: string): string {
	try {
		new X509Certificate(pem);
		return pem;
	} catch {
		throw new InputError(
			'certificateAuthority',
			'is not a certificate in PEM form',
			'Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
		);
	}
}
