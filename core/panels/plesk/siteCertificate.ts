import { once } from 'node:events';
import { connect } from 'node:tls';

/** The certificate that a web server shows for a domain. */
export interface ShownCertificate {
	/** Signed by a public authority, and in force now. */
	readonly trusted: boolean;
	readonly issuer: string;
	readonly expiresAt: Date;
	readonly hostnames: readonly string[];
}

/** Asks the web server of a panel's host for a domain; undefined where it shows none for it. */
export type SiteLook = (site: {
	readonly host: string;
	readonly domain: string;
}) => Promise<ShownCertificate | undefined>;

/**
 * By a TLS handshake: nothing is sent after it. Plesk's APIs tell only the names of certificates, and this is what a
 * browser gets to see.
 */
export function siteCertificate(port = 443, timeoutMs = 10_000): SiteLook {
	return async ({ host, domain }) => {
		const socket = connect({
			host,
			port,
			servername: domain,
			// It is shown to be looked at, so it need not be trusted.
			rejectUnauthorized: false,
		});
		try {
			await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) });
			const shown = socket.getPeerX509Certificate();
			if (shown?.checkHost(domain) === undefined) return undefined;
			return {
				trusted: socket.authorized,
				issuer: /^O=(.*)$/m.exec(shown.issuer)?.[1] ?? /^CN=(.*)$/m.exec(shown.issuer)?.[1] ?? '',
				expiresAt: new Date(shown.validTo),
				hostnames: [...(shown.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name),
			};
		} catch {
			// Nobody answers there, or not by TLS: then it shows none.
			return undefined;
		} finally {
			socket.destroy();
		}
	};
}
