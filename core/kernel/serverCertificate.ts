import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { z } from 'zod';
import { certificateFault } from './certificateFault';
import { systemClock, type Clock } from './clock';
import { InputError, ExternalError } from './errors';
import { fingerprintOf } from './fingerprint';
import { checkedUrl } from './http';
import { authorityIn } from './httpDispatcher';
import { describeFailure } from './httpFailure';

/** The certificate that a server shows, whether or not it is trusted. */
export interface ServerCertificate {
	/** SHA-256, 64 lower-case hexadecimal digits. */
	readonly fingerprint: string;
	readonly subject: string;
	readonly issuer: string;
	/** ISO, as is `validTo`. */
	readonly validFrom: string;
	readonly validTo: string;
	/** The names and addresses that it is for. */
	readonly hostnames: readonly string[];
	/** True if a public authority or the given one signed it, for this name, and it is valid now. */
	readonly trusted: boolean;
	/** Why it is not trusted, such as `has expired`. Empty if it is trusted. */
	readonly why: string;
}

/**
 * Looks at a server's certificate. It makes only the TLS handshake, and sends no request and no secret.
 *
 * @throws ExternalError `transport` when no TLS answers there. InputError when the address does not begin with https.
 */
export async function serverCertificate(
	address: string,
	{ certificateAuthority = '', timeoutMs = 10_000 }: { certificateAuthority?: string; timeoutMs?: number } = {},
	clock: Clock = systemClock,
): Promise<ServerCertificate> {
	const url = checkedUrl(address);
	if (url.protocol !== 'https:') {
		throw new InputError('baseUrl', 'begins with http, where there is no certificate', 'Write it with https.');
	}
	// An IPv6 address is in brackets there.
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const socket = connect({
		host,
		port: Number(url.port || 443),
		servername: isIP(host) ? undefined : host,
		ca: authorityIn(certificateAuthority),
		// This only reads the certificate, so it accepts an untrusted one. It sends nothing after the handshake.
		rejectUnauthorized: false,
		ALPNProtocols: ['http/1.1'],
	});
	const signal = AbortSignal.timeout(timeoutMs);
	try {
		await once(socket, 'secureConnect', { signal });
		const certificate = socket.getPeerX509Certificate();
		if (!certificate) throw new Error('it shows no certificate');
		return described(certificate, { host, fault: faultOf(socket), now: clock.now() });
	} catch (error) {
		const { errorClass, vendorMessage, remedy } = describeFailure(signal.aborted ? signal.reason : error, url.host, {
			timeoutMs,
			maxResponseBytes: 0,
		});
		throw new ExternalError(errorClass, vendorMessage, remedy);
	} finally {
		socket.destroy();
	}
}

/** Node returns the code as a text, or an error with a code. */
const authorizationError = z
	.union([z.string(), z.object({ code: z.string() }).transform(({ code }) => code)])
	.catch('');

function faultOf({ authorized, authorizationError: given }: TLSSocket): string {
	if (authorized) return '';
	return certificateFault(authorizationError.parse(given))?.says ?? 'is not trusted';
}

function described(
	certificate: X509Certificate,
	{ host, fault, now }: { readonly host: string; readonly fault: string; readonly now: Date },
): ServerCertificate {
	const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
	const isForHost = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host);
	// The check tells only one fault. An operator also wants to see faults of the dates and the name.
	const faults = [
		fault,
		to < now ? saysOf('CERT_HAS_EXPIRED') : '',
		from > now ? saysOf('CERT_NOT_YET_VALID') : '',
		isForHost === undefined ? saysOf('ERR_TLS_CERT_ALTNAME_INVALID') : '',
	];
	return {
		fingerprint: fingerprintOf(certificate.fingerprint256),
		subject: oneLine(certificate.subject),
		issuer: oneLine(certificate.issuer),
		validFrom: from.toISOString(),
		validTo: to.toISOString(),
		hostnames: hostnamesIn(certificate.subjectAltName ?? ''),
		trusted: fault === '',
		why: [...new Set(faults)].filter(Boolean).join('; '),
	};
}

const saysOf = (code: string) => certificateFault(code)?.says ?? '';

const oneLine = (name: string) => name.split('\n').join(', ');

/** `DNS:a.example, IP Address:192.0.2.1`; Node writes a name with unusual characters as a JSON text. */
function hostnamesIn(subjectAltName: string): string[] {
	const names = subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g);
	return [...names].map(([, quoted, plain = '']) => quoted ?? plain);
}
