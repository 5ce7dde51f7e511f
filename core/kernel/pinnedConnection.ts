import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { fingerprintOf } from './fingerprint';

/** Thrown where the server shows another certificate than the pinned one. Nothing of a request was sent. */
export class OtherCertificate extends Error {
	constructor(
		readonly expected: string,
		/** Empty where the server showed none. */
		readonly shown: string,
	) {
		super('the server shows another certificate than the pinned one');
	}
}

/**
 * Makes connections that trust one certificate, whoever signed it, whatever its names and its dates. It is compared
 * right after the handshake, in which the server has proved that it holds the key; undici writes only to a connection
 * that was given back.
 *
 * Sessions are not resumed: a resumed handshake shows no certificate.
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
