import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { cryptoProvider, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3_600_000;

/** Makes a certificate of ninety days for these names, as a public authority would. PEM. */
export async function certificateFor(name: string, names: readonly string[]): Promise<string> {
	cryptoProvider.set(webcrypto);
	const keys = async () => await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const [subject, authority] = [await keys(), await keys()];
	const certificate = await X509CertificateGenerator.create({
		serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
		subject: `CN=${name}`,
		issuer: "O=Let's Encrypt, CN=R11",
		notBefore: new Date(Date.now() - day),
		notAfter: new Date(Date.now() + 89 * day),
		publicKey: subject.publicKey,
		signingKey: authority.privateKey,
		signingAlgorithm: algorithm,
		extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
	});
	return certificate.toString('pem');
}
