import fc from 'fast-check';
import { redact, redactKeys } from '../../../core/kernel/redaction';

const secret = fc
	.string({ unit: 'binary', minLength: 6, maxLength: 40 })
	.filter((text) => Buffer.from(text).toString() === text);

describe('redact', () => {
	test('leaves nothing of a secret, in any form in which it travels', () => {
		fc.assert(
			fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.nat(3), (secrets, chosen) => {
				const held = secrets[chosen % secrets.length] ?? '';
				const text = [
					held,
					`https://host/x?token=${encodeURIComponent(held)}`,
					new URLSearchParams({ token: held }).toString(),
					JSON.stringify({ token: held }),
					Buffer.from(held).toString('base64'),
				].join(' and ');
				const left = redact(text, secrets);
				fc.pre(!'[redacted] and https://host/x?token= {"":}'.includes(held));
				expect(left).not.toContain(held);
				expect(left).not.toContain(encodeURIComponent(held));
				expect(left).not.toContain(Buffer.from(held).toString('base64'));
			}),
		);
	});

	test('hides the longer of two secrets whole', () => {
		expect(redact('token abcdef', ['abc', 'abcdef'])).toBe('token [redacted]');
	});

	test('leaves other text alone, and an empty secret hides nothing', () => {
		fc.assert(fc.property(fc.string(), (text) => expect(redact(text, [''])).toBe(text)));
	});
});

describe('redactKeys', () => {
	test('hides what is kept under the name of a secret, at any depth', () => {
		expect(
			redactKeys({
				username: 'ada',
				password: 'p1',
				passwd: 'p2',
				db_pass: 'p3',
				nested: [{ apiToken: 't1', 'Set-Cookie': ['a', 'b'], deeper: { client_secret: { value: 's' } } }],
				headers: { Authorization: 'Bearer x', 'X-Api-Key': 'k', accept: '*/*' },
				privateKey: 'pem',
				access_key: 'a',
			}),
		).toEqual({
			username: 'ada',
			password: '[redacted]',
			passwd: '[redacted]',
			db_pass: '[redacted]',
			nested: [{ apiToken: '[redacted]', 'Set-Cookie': '[redacted]', deeper: { client_secret: '[redacted]' } }],
			headers: { Authorization: '[redacted]', 'X-Api-Key': '[redacted]', accept: '*/*' },
			privateKey: '[redacted]',
			access_key: '[redacted]',
		});
	});

	test('keeps what is no secret: amounts, identifiers, dates, and that there was no secret', () => {
		const kept = {
			id: 7,
			transactionId: 'x',
			passed: true,
			key: 'provision:1',
			at: new Date(0),
			password: null,
			list: [1],
		};
		expect(redactKeys(kept)).toEqual(kept);
	});

	test('takes any JSON, keeps its shape and does not change it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const before = JSON.stringify(value);
				const after = redactKeys({ value });
				expect(Object.keys(after ?? {})).toEqual(['value']);
				expect(JSON.stringify(value)).toBe(before);
			}),
		);
	});
});
