import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { z } from 'zod';
import { certificateFault } from '../kernel/certificateFault';
import { systemClock, type Clock } from '../kernel/clock';
import type { ErrorClass } from '../kernel/errors';
import { fingerprintOf } from '../kernel/fingerprint';
import { describeFailure } from '../kernel/httpFailure';
import { changeToTls, NoStartTls, type ProbeProtocol } from './startTls';

/** What is wrong with a certificate that a server shows; `valid` when nothing is. */
export type ProbedState = 'valid' | 'expired' | 'self_signed' | 'wrong_name' | 'untrusted';

/** What a server shows to whoever connects. */
export interface Probed {
	readonly state: ProbedState;
	/** In words; empty when it is valid. */
	readonly says: string;
	/** When the first certificate of the chain ends that the server sends: from then on nobody trusts it. */
	readonly expiresAt: Date;
	readonly issuer: string;
	/** SHA-256 of its own certificate, 64 lower-case hexadecimal digits. */
	readonly fingerprint: string;
}

/** No certificate could be looked at. */
export interface Unreached {
	readonly errorClass: ErrorClass;
	readonly vendorMessage: string;
	readonly remedy: string;
}

export interface ProbeTarget {
	/** A name or an IP address. */
	readonly host: string;
	readonly port: number;
	readonly protocol: ProbeProtocol;
}

export interface ProbeOptions {
	readonly timeoutMs?: number;
	/** PEM: authorities to trust beside the public ones. */
	readonly authority?: string;
	/** Where to connect, if it is not where the name leads. The name is asked for all the same (SNI). */
	readonly connectTo?: string;
}

/** Looks at the certificate of a host. */
export type Probe = (target: ProbeTarget, options?: ProbeOptions) => Promise<Probed | Unreached>;

export const wasReached = (look: Probed | Unreached): look is Probed => 'fingerprint' in look;

const standardTimeoutMs = 10_000;

/** Makes a TLS handshake, asks for the host by its name (SNI), and says nothing after it. It sends no secret. */
export const probeHost =
	(clock: Clock = systemClock): Probe =>
	async ({ host, port, protocol }, { timeoutMs = standardTimeoutMs, authority, connectTo = host } = {}) => {
		const signal = AbortSignal.timeout(timeoutMs);
		let socket: TLSSocket | undefined;
		try {
			const plain = protocol === 'tls' ? undefined : await changeToTls(protocol, { host: connectTo, port, signal });
			socket = connect({
				...(plain ? { socket: plain } : { host: connectTo, port }),
				servername: isIP(host) ? undefined : host,
				...(authority !== undefined && { ca: authority }),
				// It only looks at the certificate, so it accepts any; what is wrong with it is what it tells.
				rejectUnauthorized: false,
			});
			await once(socket, 'secureConnect', { signal });
			const shown = socket.getPeerX509Certificate();
			if (!shown) throw new Error('it shows no certificate');
			return probedOf(shown, { socket, host, now: clock.now() });
		} catch (error) {
			const where = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
			if (error instanceof NoStartTls) return noTls(where, protocol);
			const { errorClass, vendorMessage, remedy } = describeFailure(signal.aborted ? signal.reason : error, where, {
				timeoutMs,
				maxResponseBytes: 0,
			});
			return { errorClass, vendorMessage, remedy };
		} finally {
			socket?.destroy();
		}
	};

const noTls = (where: string, protocol: ProbeProtocol): Unreached => ({
	errorClass: 'transport',
	vendorMessage: `${where} does not change to TLS (${protocol})`,
	remedy: 'Switch on STARTTLS on the server, or choose the protocol that runs at this port.',
});

/** Node returns the code as a text, or an error with a code. */
const authorizationError = z
	.union([z.string(), z.object({ code: z.string() }).transform(({ code }) => code)])
	.catch('');

function probedOf(
	shown: X509Certificate,
	{ socket, host, now }: { readonly socket: TLSSocket; readonly host: string; readonly now: Date },
): Probed {
	const expiresAt = firstEndOf(shown);
	const isForHost = (isIP(host) ? shown.checkIP(host) : shown.checkHost(host)) !== undefined;
	const code = socket.authorized ? '' : authorizationError.parse(socket.authorizationError);
	const state = stateOf({ expired: expiresAt <= now, isForHost, code });
	return {
		state,
		says: saysOf(state, code),
		expiresAt,
		issuer: (/^O=(.*)$/m.exec(shown.issuer)?.[1] ?? /^CN=(.*)$/m.exec(shown.issuer)?.[1] ?? '').slice(0, 500),
		fingerprint: fingerprintOf(shown.fingerprint256),
	};
}

function stateOf({
	expired,
	isForHost,
	code,
}: {
	readonly expired: boolean;
	readonly isForHost: boolean;
	readonly code: string;
}): ProbedState {
	if (expired || code === 'CERT_HAS_EXPIRED') return 'expired';
	if (!isForHost) return 'wrong_name';
	if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return 'self_signed';
	return code === '' || code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'valid' : 'untrusted';
}

function saysOf(state: ProbedState, code: string): string {
	const codes: Partial<Record<ProbedState, string>> = {
		expired: 'CERT_HAS_EXPIRED',
		wrong_name: 'ERR_TLS_CERT_ALTNAME_INVALID',
		self_signed: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		untrusted: code,
	};
	const known = codes[state];
	return known === undefined ? '' : (certificateFault(known)?.says ?? 'is not trusted');
}

/** A chain holds only until its first certificate ends. A root that ends it does not count: who trusts it has it already. */
function firstEndOf(own: X509Certificate): Date {
	let first = new Date(own.validTo);
	const seen = new Set([own.fingerprint256]);
	for (let one = own.issuerCertificate; one && !seen.has(one.fingerprint256); one = one.issuerCertificate) {
		seen.add(one.fingerprint256);
		const end = new Date(one.validTo);
		if (one.issuer !== one.subject && end < first) first = end;
	}
	return first;
}
