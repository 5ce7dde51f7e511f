/** Why the pack does not accept a certificate (`${it} ${says}`), and what to do. */
export interface CertificateFault {
	readonly says: string;
	readonly remedy: string;
}

const pin = 'pin its fingerprint, which Control Panel → Server: Show Certificate tells';

const unknownAuthority: CertificateFault = {
	says: 'is not trusted: no known authority signed it, or the server leaves out a certificate in between',
	remedy: `Give the PEM of its certificate authority in the credential or the server record, or ${pin}.`,
};

/** The faults by Node's codes for the results of OpenSSL's verification. */
const faults: Readonly<Record<string, CertificateFault>> = {
	CERT_HAS_EXPIRED: {
		says: 'has expired',
		remedy: `Renew it on the server. If that takes time, ${pin}.`,
	},
	CERT_NOT_YET_VALID: {
		says: 'is not valid yet',
		remedy: 'Set the clocks right, of the server that made it and of this one.',
	},
	CERT_REVOKED: { says: 'was revoked', remedy: 'Have another one made for the server.' },
	ERR_TLS_CERT_ALTNAME_INVALID: {
		says: 'is for other names than this one',
		remedy: `Write the base URL with a name that the certificate is for, or ${pin}.`,
	},
	DEPTH_ZERO_SELF_SIGNED_CERT: {
		says: 'is not trusted: it is self-signed',
		remedy: `Look whether it is really the server's own, and ${pin}; or give its PEM as the certificate authority.`,
	},
	SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
};

/** Codes of OpenSSL and Node for a certificate that is not trusted, not valid now, or made for another name. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

/** Returns the fault of a server's certificate; undefined when the code has another meaning. */
export function certificateFault(code: string): CertificateFault | undefined {
	if (!certificateCode.test(code)) return undefined;
	return faults[code] ?? { says: 'is not trusted', remedy: unknownAuthority.remedy };
}
