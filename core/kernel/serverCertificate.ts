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
	/** By a public authority or by the given one, for this name and now. */
	readonly trusted: boolean;
	/** Why not, such as `has expired`; empty where it is. */
	readonly why: string;
}

/**
 * Looks at a server's certificate. Only the TLS handshake is made: no request, and nothing secret, is sent.
 *
 * @throws ExternalError `transport` where no TLS answers there. InputError where the address is not one of https.
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
		// It is shown to be looked at, so it need not be trusted; nothing is sent after the handshake.
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

/** Node gives the code as a text, or an error with a code. */
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
	// The check tells one fault; an operator wants to see those of the dates and the name as well.
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
