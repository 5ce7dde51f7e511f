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

	const awkward = `p/q+&<Ü>"'!(*)~=%~\u00ff\u00ff?>`;

	test.each<[string, string]>([
		['a user name and it, as Basic authentication has them', Buffer.from(`root:${awkward}`).toString('base64')],
		['the same of a shorter user name', Buffer.from(`ro:${awkward}`).toString('base64')],
		['the same in a form', encodeURIComponent(Buffer.from(`admin:${awkward}`).toString('base64'))],
		['between other bytes, for URLs', Buffer.from(`{"token":"${awkward}"}`).toString('base64url')],
		['JSON of PHP', JSON.stringify(awkward).replaceAll('/', '\\/')],
		['JSON of Python', JSON.stringify(awkward).replace('Ü', '\\u00dc').replaceAll('\u00ff', '\\u00ff')],
		['JSON of Go', JSON.stringify(awkward).replace('&', '\\u0026').replace('<', '\\u003c').replaceAll('>', '\\u003e')],
		['a URL in small letters', encodeURIComponent(awkward).replace(/%../g, (one) => one.toLowerCase())],
		[
			'a URL of PHP',
			encodeURIComponent(awkward).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
		],
		['XML', 'p/q+&amp;&lt;Ü&gt;&quot;&apos;!(*)~=%~\u00ff\u00ff?&gt;'],
		['HTML of PHP', 'p/q+&amp;&lt;Ü&gt;&quot;&#039;!(*)~=%~\u00ff\u00ff?&gt;'],
		['HTML of Go', 'p/q+&amp;&lt;Ü&gt;&#34;&#39;!(*)~=%~\u00ff\u00ff?&gt;'],
	])('hides it in %s', (_, written) => {
		const left = redact(`before ${written} after`, [awkward]);
		// Of base64 what it shares with its neighbours is left: no whole character of it.
		expect(left.replace('[redacted]', '').length).toBeLessThan('before  after'.length + 24);
		expect(left).toMatch(/^before \S{0,16}\[redacted\]\S{0,6} after$/);
	});

	const quoted = `it's "a\\b"\té\u00a0€😀`;

	// The texts are what PyYAML 6 and Python 3 write.
	test.each<[string, string]>([
		['YAML between single quotes', `it''s "a\\b"\té\u00a0€😀`],
		['YAML between double quotes, in ASCII', String.raw`it's \"a\\b\"\t\xE9\_\u20AC\U0001F600`],
		['YAML between double quotes, in Unicode', `it's \\"a\\\\b\\"\\té\u00a0€\\U0001F600`],
		['JSON within JSON', JSON.stringify(JSON.stringify(quoted)).slice(3, -3)],
		['Python', `it\\'s "a\\\\b"\\té\u00a0€😀`],
	])('hides quotes, escapes and other alphabets in %s', (_, written) => {
		expect(redact(`before ${written} after`, [quoted])).toBe('before [redacted] after');
	});

	test('hides what Python writes of a dictionary within JSON, with one quote or both', () => {
		const line = String.raw`{"msg": "refused {'a': 'pa\"ss\\\\word1', 'b': 'it\\'s \"word2'}"}`;
		expect(redact(line, ['pa"ss\\word1', `it's "word2`])).toBe(
			`{"msg": "refused {'a': '[redacted]', 'b': '[redacted]'}"}`,
		);
	});

	test('hides no words of others for a short secret in base64', () => {
		expect(redact('YWJj and WJj', ['abc'])).toBe('[redacted] and WJj');
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
