import { createHash, X509Certificate } from 'node:crypto';
import { Agent } from 'undici';
import { InputError } from './errors';
import { fingerprintOf } from './fingerprint';
import { pinnedConnector } from './pinnedConnection';

const agents = new Map<string, Agent>();
const connectTimeoutMs = 10_000;

/**
 * The process's one pool of connections for this kind of request and whom it trusts.
 *
 * A change that must not be repeated gets a connection of its own: on one that the server closes while it is idle, the
 * request would be lost with its outcome in doubt.
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
				? // Said aloud: the environment of the process (NODE_TLS_REJECT_UNAUTHORIZED) is not to switch it off.
					{ timeout: connectTimeoutMs, ca: authorityIn(certificateAuthority), rejectUnauthorized: true }
				: pinnedConnector(pinned, connectTimeoutMs),
		pipelining: reuse ? 1 : 0,
		// The request's own time limit rules.
		headersTimeout: 0,
		bodyTimeout: 0,
	});
	agents.set(key, agent);
	return agent;
}

/**
 * The authority to trust; undefined where the public ones are.
 *
 * @throws InputError where it is no certificate.
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
