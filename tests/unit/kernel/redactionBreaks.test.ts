import fc from 'fast-check';
import { outcomeWithoutSecrets } from '../../../core/ansible/secretsOfRun';
import { wordsOfAnsible } from '../../../core/ansible/wordsOfAnsible';
import type { RunOutcome } from '../../../core/ansible';
import { redact } from '../../../core/kernel/redaction';

const dense = (text: string) => text.replace(/\s+/g, '');
const secret = fc
	.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-/:.+$^*(| "\'\\\té€😀')), minLength: 4, maxLength: 120 })
	.filter((text) => dense(text).length >= 4 && !dense('before[redacted]after').includes(dense(text)));

const quotings: ReadonlyArray<(text: string) => string> = [
	(text) => text,
	(text) => JSON.stringify(text).slice(1, -1),
	(text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
	(text) => encodeURIComponent(text),
	(text) => text.replaceAll("'", "''"),
	(text) => Buffer.from(text).toString('base64'),
];

/** Breaks a text after each so many characters, wherever that is. */
const broken = (text: string, width: number, end: string) =>
	Array.from({ length: Math.ceil(text.length / width) }, (_, at) => text.slice(at * width, (at + 1) * width)).join(end);

describe('a secret with breaks in it', () => {
	test('is hidden at any width, in any quoting', () => {
		fc.assert(
			fc.property(
				...[secret, fc.constantFrom(...quotings), fc.integer({ min: 1, max: 100 })],
				fc.constantFrom('\n', '\r\n', '\n  ', '  \n\t'),
				(held, quoted, width, end) => {
					const text = `before${broken(quoted(held), width, end)}after`;
					expect(dense(redact(text, [held]))).toBe('before[redacted]after');
				},
			),
		);
	});

	test('is hidden as one when a part of it is a secret as well', () => {
		expect(redact('token abcd\nefgh.', ['abcd', 'abcdefgh'])).toBe('token [redacted].');
		expect(redact('token abcdef', ['abcde', 'cdef'])).toBe('token [redacted]');
	});

	test('leaves other text as it is, byte for byte', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), secret, (text, held) => {
				fc.pre(!dense(text).includes(dense(held)));
				expect(redact(text, [held])).toBe(text);
			}),
		);
		for (const text of ['12 34', '12\t34', '1 2\n3 4', '123\n', '12\u00a034'])
			expect(redact(text, ['1234'])).toBe(text);
		expect(redact('a\nb', ['ab'])).toBe('a\nb');
	});

	test('a list of secrets that grew hides all of them', () => {
		const secrets = ['first-one'];
		expect(redact('first-one second-one', secrets)).toBe('[redacted] second-one');
		secrets.push('second-one');
		expect(redact('first-one second-one', secrets)).toBe('[redacted] [redacted]');
	});
});

describe('the words of Ansible that are joined', () => {
	const identifier = '123e4567-e89b-42d3-a456-426614174000';
	const long = 'x'.repeat(30) + identifier.repeat(4);

	test.each([
		['at a hyphen', identifier, '[WARNING]: says that token 123e4567-e89b-\n42d3-a456-426614174000 was refused\n'],
		[
			'in a long word',
			long,
			`[WARNING]: says that token\n${long.slice(0, 79)}\n${long.slice(79, 158)}\n${long.slice(158)} was refused\n`,
		],
	])('hold nothing of a secret that was broken %s', (_, held, said) => {
		const { warnings } = wordsOfAnsible(said);
		const outcome = { warnings, explanation: `So it said: ${warnings.join(' ')}`, hosts: [] as RunOutcome['hosts'] };
		expect(outcomeWithoutSecrets(outcome as unknown as RunOutcome, [held])).toMatchObject({
			warnings: ['says that token [redacted] was refused'],
			explanation: 'So it said: says that token [redacted] was refused',
		});
	});

	test('have no blank within a word that was broken after its hyphen', () => {
		expect(wordsOfAnsible('[WARNING]: see docs.example.com/how-\nto-do it -\nreally\n').warnings).toEqual([
			'see docs.example.com/how-to-do it - really',
		]);
	});
});
