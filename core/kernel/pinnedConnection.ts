import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { fingerprintOf } from './fingerprint';

/** The server shows another certificate than the pinned one. Nothing of the request was sent. */
export class OtherCertificate extends Error {
	constructor(
		readonly expected: string,
		/** Empty if the server showed none. */
		readonly shown: string,
	) {
		super('the server shows another certificate than the pinned one');
	}
}

/**
 * Makes connections that trust one certificate, whoever signed it, and whatever its names and its dates are. It
 * compares the certificate right after the handshake, in which the server proves that it has the key. undici writes
 * only to a connection that this function returned.
 *
 * It does not resume sessions, because a resumed handshake shows no certificate.
 *
 * @param fingerprint 64 lower-case hexadecimal digits.
 */
export function pinnedConnector(fingerprint: string, timeoutMs: number): buildConnector.connector {
	const connect = buildConnector({ timeout: timeoutMs, rejectUnauthorized: false, maxCachedSessions: 0 });
	return (options, done) => {
		connect(options, (...[error, socket]) => {
			if (error) {
				done(error, null);
				return;
			}
			const shown = socket instanceof TLSSocket ? shownBy(socket) : '';
			if (shown === fingerprint) {
				done(null, socket);
				return;
			}
			socket.destroy();
			done(new OtherCertificate(fingerprint, shown), null);
		});
	};
}

function shownBy(socket: TLSSocket): string {
	const certificate = socket.getPeerX509Certificate();
	return certificate ? fingerprintOf(certificate.fingerprint256) : '';
}
