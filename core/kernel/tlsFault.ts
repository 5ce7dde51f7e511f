/** Why no TLS connection came about (`${it} ${says}`), and what to do. */
export interface TlsFault {
	readonly says: string;
	readonly remedy: string;
}

/** By the reasons of OpenSSL and the names of TLS alerts (RFC 8446, 6.2), as Node's code and message hold them. */
const faults: ReadonlyArray<readonly [reason: RegExp, says: string, remedy: string]> = [
	[
		/wrong version number|packet length too long|http request|unknown protocol|record layer failure|bad record type/,
		'does not speak TLS at this port',
		'Check the port, and whether the server speaks TLS there.',
	],
	[
		/protocol version|unsupported protocol|no protocols available|version too low|inappropriate fallback/,
		'has no version of TLS that n8n accepts',
		'Switch on TLS 1.2 or TLS 1.3 on the server.',
	],
	[
		/certificate required|alert (bad|unsupported) certificate|alert unknown ca|alert access denied/,
		'asks n8n for a certificate of its own',
		'Let the server accept connections without a certificate of the client.',
	],
	[
		/unrecognized name/,
		'does not know this host name',
		'Write the host name that the certificate of the server is for.',
	],
	[
		/too small|too weak|insecure|legacy sigalg|no suitable/,
		'uses a key or a signature that is too weak',
		'Renew the certificate and the keys of the server: RSA of 2048 bits or more, with SHA-256.',
	],
	[
		/no shared cipher|handshake failure|no ciphers? |insufficient security|illegal parameter/,
		'and n8n have no way to encrypt in common',
		'Switch on the usual ciphers of TLS 1.2 or TLS 1.3 on the server.',
	],
	[
		/pem|no start line|asn1|bad base64/,
		'cannot be checked: the certificate authority is not a certificate in PEM form',
		'Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
	],
	[
		/unexpected eof|before secure tls|socket disconnected|close notify/,
		'ended the connection while TLS began',
		'Check that the server speaks TLS at this port, and that no firewall is in between.',
	],
];

const other: TlsFault = {
	says: 'made no TLS connection',
	remedy: 'Check the TLS settings of the server, and the log of the server at this time.',
};

/** What OpenSSL writes about itself: an error number and a chain of routines. */
const ofOpenSsl = /\berror:[0-9a-f]{6,}:|SSL routines|\bEPROTO\b|\bERR_(SSL|TLS|OSSL)_|before secure TLS/i;

/** The fault of a TLS connection, without a word of OpenSSL; undefined when the error has another reason. */
export function tlsFault({ code, message }: { readonly code: string; readonly message: string }): TlsFault | undefined {
	if (!ofOpenSsl.test(code) && !ofOpenSsl.test(message)) return undefined;
	const reason = `${code} ${message}`.toLowerCase().replaceAll('_', ' ');
	const known = faults.find(([pattern]) => pattern.test(reason));
	return known ? { says: known[1], remedy: known[2] } : other;
}
