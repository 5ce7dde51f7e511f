import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Leaf, a few intermediates, root. */
const longestChain = 6;

let publicRoots: readonly X509Certificate[] | undefined;

/** The certificates to trust: those of the authority (PEM), or the public ones that Node brings. */
export function trustedRoots(certificateAuthority: string | undefined): readonly X509Certificate[] {
	if (certificateAuthority !== undefined) return certificatesIn(certificateAuthority) ?? [];
	return (publicRoots ??= rootCertificates.map((pem) => new X509Certificate(pem)));
}

/**
 * The first certificate of a PEM text, when an unbroken chain leads from it to a trusted one: each is signed by the next,
 * the next is an authority, and all of them are valid now. Otherwise the reason why not.
 */
export function trustedLeaf(pem: string, roots: readonly X509Certificate[], now: Date): X509Certificate | string {
	const [leaf, ...others] = certificatesIn(pem) ?? [];
	if (!leaf) return 'there is no certificate in it';
	if (others.length >= longestChain) return 'there are too many certificates in it';

	let current = leaf;
	for (let length = 1; length <= longestChain; length++) {
		if (!validAt(current, now)) return `'${nameOf(current)}' is not valid now`;
		if (roots.some(({ fingerprint256 }) => fingerprint256 === current.fingerprint256)) return leaf;
		const issuer = [...roots, ...others].find((candidate) => issued(candidate, current));
		if (!issuer) return `nobody that is trusted vouches for '${nameOf(current)}'`;
		current = issuer;
	}
	return 'its chain has no end';
}

/** Until when the certificate itself is valid. */
export function validUntil(certificate: X509Certificate): Date {
	return new Date(certificate.validTo);
}

function validAt(certificate: X509Certificate, now: Date): boolean {
	return new Date(certificate.validFrom) <= now && now <= validUntil(certificate);
}

function issued(issuer: X509Certificate, subject: X509Certificate): boolean {
	try {
		const another = issuer.fingerprint256 !== subject.fingerprint256;
		return another && issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
	} catch {
		// A key of a kind that OpenSSL does not know.
		return false;
	}
}

function certificatesIn(pem: string): X509Certificate[] | undefined {
	try {
		const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
		return blocks.slice(0, longestChain + 1).map((block) => new X509Certificate(block));
	} catch {
		return undefined;
	}
}

function nameOf({ subject }: X509Certificate): string {
	return subject.replaceAll('\n', ', ');
}
