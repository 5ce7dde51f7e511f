import { createHmac } from 'node:crypto';
import { utils } from 'ssh2';
import { fingerprintOf, knownHostName, readHostKeys } from '../../../core/ssh/hostKeys';
import { hostKeyCheck } from '../../../core/ssh/hostKeyCheck';

const keyLine = (type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519') => {
	const [kind = '', blob = ''] = (
		type === 'ed25519'
			? utils.generateKeyPairSync('ed25519')
			: utils.generateKeyPairSync(type, { bits: type === 'rsa' ? 2048 : 256 })
	).public.split(' ');
	return { line: `${kind} ${blob}`, key: Buffer.from(blob, 'base64'), kind };
};
const one = keyLine();
const other = keyLine();
const host = 'office.example.com';

function hashed(name: string): string {
	const salt = Buffer.from('01234567890123456789');
	return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
const accepts = (hostKeys: readonly string[], { port = 22, key = one.key, name = host } = {}) =>
	hostKeyCheck({
		host: name,
		port,
		username: 'deploy',
		authentication: { kind: 'password', password: 'x' },
		hostKeys,
	}).accepts(key);

describe('a key is known', () => {
	test.each([
		['by its fingerprint', [fingerprintOf(one.key)]],
		['by its fingerprint with the padding', [`${fingerprintOf(one.key)}=`]],
		['by what ssh-keygen -lf prints', [`256 ${fingerprintOf(one.key)} root@office (ED25519)`]],
		['by a line of known_hosts', [`${host} ${one.line}`]],
		['by one with a comment and several names', [`192.0.2.1,${host} ${one.line} made in May`]],
		['by a pattern', [`*.example.com ${one.line}`]],
		['by a hashed name', [`${hashed(host)} ${one.line}`]],
		['by a line of its public key', [`${one.line} root@office`]],
		['among others, in one text', [`# office\n\n${host} ${other.line}\r\n${host} ${one.line}\n`]],
	])('%s', (_, hostKeys) => {
		expect(accepts(hostKeys)).toBe(true);
		expect(accepts(hostKeys, { key: keyLine().key })).toBe(false);
	});

	test('at another port by its name with the port only', () => {
		expect(accepts([`${host} ${one.line}`], { port: 2222 })).toBe(false);
		expect(accepts([`[${host}]:2222 ${one.line}`], { port: 2222 })).toBe(true);
		expect(accepts([`${hashed(`[${host}]:2222`)} ${one.line}`], { port: 2222 })).toBe(true);
		expect(knownHostName('2001:DB8::1', 2222)).toBe('[2001:db8::1]:2222');
	});

	test('whatever the letters of the name are', () => {
		expect(accepts([`OFFICE.example.com ${one.line}`], { name: 'Office.Example.COM' })).toBe(true);
	});
});

describe('a key is refused', () => {
	test.each([
		['that is of another host', [`web.example.com ${one.line}`]],
		['whose host is excepted', [`*.example.com,!${host} ${one.line}`]],
		['that is revoked', [fingerprintOf(one.key), `@revoked * ${one.line}`]],
		['when only an authority is given', [`@cert-authority *.example.com ${one.line}`]],
		['when nothing is pinned', []],
	])('%s', (_, hostKeys) => {
		expect(accepts(hostKeys)).toBe(false);
	});

	test('and the error says what was seen, what is pinned and what to do', () => {
		const check = hostKeyCheck({
			host,
			port: 22,
			username: 'deploy',
			authentication: { kind: 'password', password: 'x' },
			hostKeys: [`${host} ${other.line}`],
		});
		check.accepts(one.key);
		const error = check.refusal('deploy@office.example.com:22');
		expect(error?.errorClass).toBe('auth');
		expect(error?.message).toContain(fingerprintOf(one.key));
		expect(error?.message).toContain(fingerprintOf(other.key));
		expect(error?.message).toContain('Somebody may be in the middle');
		expect(error?.remedy).toContain(`put ${fingerprintOf(one.key)} into Host Keys`);
	});

	test('an unknown one says so, and what the lines were for', () => {
		const refusal = (hostKeys: readonly string[]) => {
			const check = hostKeyCheck({
				host,
				port: 22,
				username: 'a',
				authentication: { kind: 'password', password: 'x' },
				hostKeys,
			});
			check.accepts(one.key);
			return check.refusal('a@office.example.com:22')?.message;
		};
		expect(refusal([])).toBe(
			`The key of a@office.example.com:22 is not known: ${fingerprintOf(one.key)} (ssh-ed25519).`,
		);
		expect(refusal([`web ${one.line}`])).toContain('The 1 lines of Host Keys are for other hosts or ports.');
		expect(refusal([`@cert-authority * ${one.line}`])).toContain('@cert-authority is not supported');
		expect(refusal([`@revoked * ${one.line}`])).toContain('is revoked');
	});
});

test('the server is asked for the types that are pinned', () => {
	const rsa = keyLine('rsa');
	const types = (hostKeys: readonly string[]) =>
		hostKeyCheck({ host, port: 22, username: 'a', authentication: { kind: 'password', password: 'x' }, hostKeys })
			.types;
	expect(types([`${host} ${rsa.line}`])).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
	expect(types([`${host} ${rsa.line}`, `${host} ${keyLine('ecdsa').line}`])).toContain('ecdsa-sha2-nistp256');
	expect(types([fingerprintOf(one.key)])).toBeUndefined();
});

test('a fingerprint that is marked as revoked is refused, and one behind any other word is no pin', () => {
	const fingerprint = fingerprintOf(one.key);
	const revoked = readHostKeys([`@revoked ${fingerprint}`], host).keys;
	expect(revoked).toEqual([{ fingerprint, revoked: true }]);
	for (const word of ['@revoked, ', '@cert-authority', 'web2.example.com', '@revoked *']) {
		expect(() => readHostKeys([`${word} ${fingerprint}`], host)).toThrow('has a line that is no key');
	}
});

test.each([
	['0a:1b:2c:3d:4e:5f:60:71:82:93:a4:b5:c6:d7:e8:f9', 'has a fingerprint of MD5'],
	['SHA256:abc', 'has a fingerprint that is not whole'],
	['hello', 'has a line that is no key'],
	['@trusted * ssh-ed25519 AAAAB3', 'has a line that is no key'],
	[`${host} ssh-rsa ${one.line.split(' ')[1] ?? ''}`, 'has a key that is not of the type'],
])('%s is no key of a host', (line, complaint) => {
	expect(() => readHostKeys([line], host)).toThrow(complaint);
});
