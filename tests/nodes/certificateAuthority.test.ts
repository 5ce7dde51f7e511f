import { randomBytes, X509Certificate } from 'node:crypto';
import { withLineBreaks } from '../../core/kernel/pem';
import { panelKinds } from '../../core/panels';
import { panelLogin } from '../../nodes/shared/panelCredentials';
import { mailAccountOf } from '../../nodes/MspMessage/mailAccount';
import { payPalCredential } from '../../nodes/shared/payPalCredential';
import { settingsOf } from '../../nodes/shared/backOffice';
import { localhostCertificate, otherNameCertificate } from '../support/localhostCertificate';

const pems = [localhostCertificate.cert, otherNameCertificate.cert];
const fingerprints = pems.map((pem) => new X509Certificate(pem).fingerprint256);

/** What n8n's editor makes of several lines that are pasted into a secret field. */
const pasted = (text: string) => text.replaceAll(/\r?\n/g, ' ');

const certificatesIn = (pem: string) =>
	(pem.match(/^-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----$/gm) ?? []).map(
		(block) => new X509Certificate(block).fingerprint256,
	);

describe('an authority that was pasted into the editor', () => {
	test('is read, several of them and with words around them too', () => {
		expect(() => new X509Certificate(pasted(localhostCertificate.cert))).toThrow();
		expect(certificatesIn(withLineBreaks(pasted(pems.join('\n'))))).toEqual(fingerprints);
		const around = `subject=CN = web1\n${pems.join('issuer=CN = ours\n')}---\n`;
		expect(certificatesIn(withLineBreaks(pasted(around)))).toEqual(fingerprints);
		expect(certificatesIn(withLineBreaks(pems.join('')))).toEqual(fingerprints);
	});

	test('stays what it is where it is none', () => {
		expect(withLineBreaks('  nonsense ')).toBe('nonsense');
		expect(withLineBreaks('')).toBe('');
	});

	const certificateAuthority = pasted(localhostCertificate.cert);
	const whole = [new X509Certificate(localhostCertificate.cert).fingerprint256];

	test.each(panelKinds)('serves a log-in to %s', async (kind) => {
		const held = { baseUrl: 'https://web1.example.com', username: 'admin', token: 'canary', authentication: 'apiKey' };
		const { login } = await panelLogin(kind, async () => ({ ...held, certificateAuthority }));
		expect(certificatesIn(login.certificateAuthority ?? '')).toEqual(whole);
		expect((await panelLogin(kind, async () => ({ ...held, certificateAuthority: ' ' }))).login).toMatchObject({
			certificateAuthority: undefined,
		});
	});

	test('serves the database, the mail server and PayPal', () => {
		const { connection } = settingsOf({
			host: 'db.example.net',
			port: 5432,
			database: 'msp',
			user: 'msp_app',
			password: 'canary',
			tls: 'verify',
			maxConnections: 4,
			encryptionKey: randomBytes(32).toString('base64'),
			encryptionKeyVersion: 1,
			certificateAuthority,
		});
		expect(certificatesIn(connection.certificateAuthority ?? '')).toEqual(whole);
		const { server } = mailAccountOf({
			host: 'smtp.example.net',
			port: 587,
			tls: 'starttls',
			fromAddress: 'hello@example.net',
			certificateAuthority,
		});
		expect(certificatesIn(server.certificateAuthority)).toEqual(whole);
		const { account } = payPalCredential({
			environment: 'custom',
			clientId: 'one',
			clientSecret: 'two',
			customCertificateAuthority: certificateAuthority,
		});
		expect(certificatesIn(account.customCertificateAuthority ?? '')).toEqual(whole);
	});
});
