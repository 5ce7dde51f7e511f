import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
	BasicConstraintsExtension,
	cryptoProvider,
	KeyUsageFlags,
	KeyUsagesExtension,
	X509CertificateGenerator,
	type X509Certificate,
} from '@peculiar/x509';

const algorithm = {
	name: 'RSASSA-PKCS1-v1_5',
	hash: 'SHA-256',
	publicExponent: new Uint8Array([1, 0, 1]),
	modulusLength: 2048,
};
/**
 * These dates include every date of a machine or a test, so nothing expires. Only a test of validity names other dates.
 */
const always = { notBefore: new Date('2000-01-01'), notAfter: new Date('2200-01-01') };

/** A certificate with the key that it is for. */
export interface Holder {
	readonly certificate: X509Certificate;
	readonly keys: webcrypto.CryptoKeyPair;
	readonly pem: string;
	/** PKCS #8. */
	readonly privateKeyPem: string;
}

export interface Wanted {
	readonly name: string;
	/** Whether it may sign other certificates. */
	readonly authority: boolean;
	/** The certificate that signs it. By default it signs itself. */
	readonly issuer?: Holder;
	/** The default is long ago. */
	readonly notBefore?: Date;
	/** The default is in the far future. */
	readonly notAfter?: Date;
	/** Makes a key that is not RSA. */
	readonly elliptic?: boolean;
}

/** Makes a key and a certificate for it. */
export async function issue(wanted: Wanted): Promise<Holder> {
	cryptoProvider.set(webcrypto);
	const { name, authority, issuer, elliptic = false } = wanted;
	const { subtle } = webcrypto;
	const keys = elliptic
		? await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
		: await subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const certificate = await X509CertificateGenerator.create({
		serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
		subject: `CN=${name}`,
		issuer: issuer?.certificate.subject ?? `CN=${name}`,
		notBefore: wanted.notBefore ?? always.notBefore,
		notAfter: wanted.notAfter ?? always.notAfter,
		publicKey: keys.publicKey,
		signingKey: (issuer?.keys ?? keys).privateKey,
		signingAlgorithm: algorithm,
		extensions: [
			new BasicConstraintsExtension(authority, undefined, true),
			new KeyUsagesExtension(authority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
		],
	});
	const pkcs8 = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
	return {
		certificate,
		keys,
		pem: certificate.toString('pem'),
		privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}(?!$)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
	};
}

/** The keys and certificates with which PayPal signs, all in PEM. */
export interface Signing {
	/** The authority that a credential must trust. */
	readonly authority: string;
	/** The leaf and the certificates between it and the authority. */
	readonly chain: string;
	readonly privateKey: string;
}

/** Makes an authority, an intermediate and a leaf, as PayPal has them. */
export async function makeSigning(): Promise<Signing> {
	const root = await issue({ name: 'Stand-in Root CA', authority: true });
	const intermediate = await issue({ name: 'Stand-in Signing CA', authority: true, issuer: root });
	const leaf = await issue({ name: 'messageverificationcerts.paypal.example', authority: false, issuer: intermediate });
	return { authority: root.pem, chain: `${leaf.pem}\n${intermediate.pem}\n`, privateKey: leaf.privateKeyPem };
}
