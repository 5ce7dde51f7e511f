import { generateKeyPairSync } from 'node:crypto';
import { utils } from 'ssh2';
import { readPrivateKey } from '../../../core/ssh/privateKey';
import { puttyKey } from '../../support/puttyKey';

const passphrase = 'correct horse';
const sealed = { passphrase, cipher: 'aes256-ctr', rounds: 4 };
const pem = (type: 'pkcs1' | 'pkcs8', cipher?: string) =>
	generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: cipher === undefined ? { type, format: 'pem' } : { type, format: 'pem', cipher, passphrase },
	}).privateKey;
const elliptic = generateKeyPairSync('ec', {
	namedCurve: 'P-256',
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'sec1', format: 'pem' },
}).privateKey;

const open = {
	'OpenSSH, ed25519': utils.generateKeyPairSync('ed25519').private,
	'OpenSSH, RSA': utils.generateKeyPairSync('rsa', { bits: 2048 }).private,
	'OpenSSH, ECDSA': utils.generateKeyPairSync('ecdsa', { bits: 256 }).private,
	'PEM, RSA': pem('pkcs1'),
	'PEM, EC': elliptic,
	PuTTY: puttyKey(),
};
// https://github.com/n8n-io/n8n/issues/1950
const encrypted = {
	'OpenSSH, ed25519': utils.generateKeyPairSync('ed25519', sealed).private,
	'PEM, RSA': pem('pkcs1', 'aes-128-cbc'),
	PuTTY: puttyKey(passphrase),
};

describe.each([
	...Object.entries(open).map(([name, text]) => [name, text, undefined] as const),
	...Object.entries(encrypted).map(([name, text]) => [`${name}, encrypted`, text, passphrase] as const),
])('%s', (_, text, phrase) => {
	const whole = readPrivateKey(text, phrase).getPublicSSH();

	// https://github.com/n8n-io/n8n/issues/31007
	test.each([
		['with the line ends of Windows', text.replaceAll('\n', '\r\n')],
		['without the last line end', text.trimEnd()],
		['with space around it', `\n  ${text}\n\n `],
		['pasted into one line, with spaces for line ends', text.trimEnd().replaceAll('\n', ' ')],
		['pasted from Windows into one line', text.trimEnd().replaceAll('\n', '  ')],
	])('is read %s', (_form, pasted) => {
		expect(readPrivateKey(pasted, phrase).getPublicSSH()).toEqual(whole);
	});
});

test('a body that has lost every space is read too', () => {
	const text = open['OpenSSH, ed25519'];
	const joined = text.replace(
		/(-----\n)([\s\S]*)(\n-----)/,
		(_, before: string, body: string, after: string) => `${before.trim()}${body.replaceAll('\n', '')}${after.trim()}`,
	);
	expect(joined).not.toContain('\n'.repeat(2));
	expect(readPrivateKey(joined.trim()).getPublicSSH()).toEqual(readPrivateKey(text).getPublicSSH());
});

describe('an encrypted key says', () => {
	test.each(Object.entries(encrypted))('%s: that the passphrase is missing', (_, text) => {
		expect(() => readPrivateKey(text)).toThrow("'passphrase' is missing");
		expect(() => readPrivateKey(text, '')).toThrow("'passphrase' is missing");
	});
	test.each(Object.entries(encrypted))('%s: that the passphrase is wrong, without telling it', (_, text) => {
		const attempt = () => readPrivateKey(text, 'wrong-battery');
		expect(attempt).toThrow("'passphrase' does not open the private key");
		expect(attempt).not.toThrow('wrong-battery');
	});
});

test.each([
	['PKCS#8', pem('pkcs8'), 'PKCS#8', 'ssh-keygen -p -f'],
	['encrypted PKCS#8', pem('pkcs8', 'aes-256-cbc'), 'PKCS#8', 'ssh-keygen -p -f'],
	['PuTTY version 3', puttyKey().replace('File-2', 'File-3'), 'PuTTY key of version 3', 'Export OpenSSH key'],
	['a public key', utils.generateKeyPairSync('ed25519').public, 'is a public key', 'without .pub'],
	['nothing', ' \n', 'is empty', 'Paste'],
	['something else', 'id_ed25519', 'is no private key', 'Paste the whole file'],
	['half a key', open['OpenSSH, ed25519'].slice(0, 200), 'is damaged or not whole', 'Paste the whole file'],
])('%s gets a sentence and a way out', (_, text, complaint, remedy) => {
	let thrown: unknown;
	try {
		readPrivateKey(text);
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toMatchObject({
		name: 'InputError',
		complaint: expect.stringContaining(complaint),
		remedy: expect.stringContaining(remedy),
	});
});
