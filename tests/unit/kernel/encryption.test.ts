import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openVault } from '../../../core/kernel/encryption';
import { InputError } from '../../../core/kernel/errors';

const first = { version: 1, key: randomBytes(32) };
const second = { version: 2, key: randomBytes(32) };
const vault = openVault({ current: first });
const owner = 'customer:5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10';

describe('vault', () => {
	test('opens what it sealed, whatever it is, and seals it differently each time', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, somebody) => {
				const sealed = vault.seal(somebody, plain);
				expect(vault.open(somebody, sealed)).toBe(plain);
				expect(vault.seal(somebody, plain)).not.toBe(sealed);
				expect(sealed).toMatch(/^msp1\.1\.[\w-]{16}\.[\w-]{22}\.[\w-]*$/);
			}),
		);
	});

	test('does not open it for another owner', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, other) => {
				fc.pre(one !== other);
				expect(() => vault.open(other, vault.seal(one, 'secret'))).toThrow(InputError);
			}),
		);
	});

	test('does not open it with another key', () => {
		const stranger = openVault({ current: { version: 1, key: randomBytes(32) } });
		expect(() => stranger.open(owner, vault.seal(owner, 'secret'))).toThrow(/does not open/);
	});

	test('notices any change of a bit', () => {
		const [form = '', version = '', ...parts] = vault.seal(owner, 'a secret of some length').split('.');
		const bytes = parts.map((part) => Buffer.from(part, 'base64url'));
		fc.assert(
			fc.property(fc.nat(2), fc.nat(), fc.nat(7), (part, at, bit) => {
				const changed = bytes.map((one) => Buffer.from(one));
				const buffer = changed[part];
				if (!buffer) throw new Error('there are three parts');
				buffer.writeUInt8(buffer.readUInt8(at % buffer.length) ^ (1 << bit), at % buffer.length);
				const sealed = [form, version, ...changed.map((one) => one.toString('base64url'))].join('.');
				expect(() => vault.open(owner, sealed)).toThrow(InputError);
			}),
		);
	});

	test('does not take a shortened tag', () => {
		const [form, version, iv, tag = '', text] = vault.seal(owner, 'secret').split('.');
		const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
		expect(() => vault.open(owner, [form, version, iv, short, text].join('.'))).toThrow(InputError);
	});

	test.each(['', 'secret', 'msp1.1.a.b', 'msp2.1.a.b.c', 'msp1.x.a.b.c', 'msp1.1.a+.b.c'])(
		'%p is not sealed',
		(text) => {
			expect(() => vault.open(owner, text)).toThrow(/not a sealed secret/);
		},
	);

	test('rotates: the new key seals, the old one still opens, and what is to be sealed anew is known', () => {
		const old = vault.seal(owner, 'secret');
		const rotated = openVault({ current: second, previous: [first] });
		const fresh = rotated.seal(owner, rotated.open(owner, old));
		expect(rotated.open(owner, fresh)).toBe('secret');
		expect([old, fresh].map((sealed) => rotated.needsReseal(sealed))).toEqual([true, false]);
		expect(() => openVault({ current: second }).open(owner, old)).toThrow(/no key of version 1/);
	});

	test('a text cannot be passed off as sealed under another key', () => {
		const both = openVault({ current: second, previous: [{ version: 1, key: second.key }] });
		expect(() => both.open(owner, both.seal(owner, 'secret').replace('msp1.2.', 'msp1.1.'))).toThrow(/does not open/);
	});

	test('refuses keys that are none, and two of one version', () => {
		expect(() => openVault({ current: { version: 1, key: randomBytes(31) } })).toThrow(/31 bytes instead of 32/);
		expect(() => openVault({ current: { version: 0, key: randomBytes(32) } })).toThrow(/version/);
		expect(() => openVault({ current: first, previous: [{ version: 1, key: randomBytes(32) }] })).toThrow(/version/);
	});

	test('no error tells the secret or the key', () => {
		const sealed = vault.seal(owner, 'canary-secret');
		const messages = [
			() => vault.open('server:other', sealed),
			() => openVault({ current: second }).open(owner, sealed),
		]
			.map((work) => {
				try {
					return work();
				} catch (error) {
					return JSON.stringify([error, String(error)]);
				}
			})
			.join();
		expect(messages).not.toContain('canary-secret');
		expect(messages).not.toContain(first.key.toString('base64'));
	});
});
