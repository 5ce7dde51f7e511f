import { once } from 'node:events';
import { connect } from 'node:tls';

/** The certificate that a web server shows for a domain. */
export interface ShownCertificate {
	/** True if a public authority signed it and it is valid now. */
	readonly trusted: boolean;
	readonly issuer: string;
	readonly expiresAt: Date;
	readonly hostnames: readonly string[];
}

/** Asks the web server of a panel's host for a domain's certificate; undefined when it shows none for the domain. */
export type SiteLook = (site: {
	readonly host: string;
	readonly domain: string;
}) => Promise<ShownCertificate | undefined>;

/**
 * Makes a TLS handshake and sends nothing after it. Plesk's APIs tell only the names of certificates; this is the
 * certificate that a browser gets.
 */
export function siteCertificate(port = 443, timeoutMs = 10_000): SiteLook {
	return async ({ host, domain }) => {
		const socket = connect({
			host,
			port,
			servername: domain,
			// This only reads the certificate, so it accepts an untrusted one.
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
			// No server answers there, or it has no TLS: so there is no certificate.
			return undefined;
		} finally {
			socket.destroy();
		}
	};
}
