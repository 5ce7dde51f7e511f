import { createHash, X509Certificate } from 'node:crypto';
import { Agent } from 'undici';
import { InputError } from './errors';
import { fingerprintOf } from './fingerprint';
import { pinnedConnector } from './pinnedConnection';

const agents = new Map<string, Agent>();
const connectTimeoutMs = 10_000;

/**
 * Returns the process's only pool of connections for this kind of request and this trust.
 *
 * A change that nothing may repeat gets a connection of its own. The server may close an idle connection at any time; a
 * request on it would be lost, and its outcome would be in doubt.
 */
export function dispatcherFor({
	repeat,
	certificateAuthority = '',
	certificateFingerprint = '',
}: {
	readonly repeat: string;
	readonly certificateAuthority?: string;
	readonly certificateFingerprint?: string;
}): Agent {
	const reuse = repeat !== 'never';
	const pinned = certificateFingerprint.trim() === '' ? undefined : fingerprintOf(certificateFingerprint);
	const key = `${String(reuse)} ${pinned ?? createHash('sha256').update(certificateAuthority).digest('base64')}`;
	const known = agents.get(key);
	if (known) return known;

	const agent = new Agent({
		connect:
			pinned === undefined
				? // Explicit, so that the environment of the process (NODE_TLS_REJECT_UNAUTHORIZED) cannot switch it off.
					{ timeout: connectTimeoutMs, ca: authorityIn(certificateAuthority), rejectUnauthorized: true }
				: pinnedConnector(pinned, connectTimeoutMs),
		pipelining: reuse ? 1 : 0,
		// The request has its own time limit.
		headersTimeout: 0,
		bodyTimeout: 0,
	});
	agents.set(key, agent);
	return agent;
}

/**
 * Returns the authority to trust; undefined when the public ones are to be trusted.
 *
 * @throws InputError when the text is not a certificate.
 */
export function authorityIn(pem: string): string | undefined {
	if (pem.trim() === '') return undefined;
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
