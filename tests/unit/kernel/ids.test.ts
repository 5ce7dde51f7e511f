import fc from 'fast-check';
import { correlationId, passwordAlphabets, randomPassword, randomSuffix } from '../../../core/kernel/ids';

describe('randomPassword', () => {
	test('has one of each alphabet, nothing that looks alike, and nothing that a shell or a URL reads', () => {
		fc.assert(
			fc.property(fc.integer({ min: 4, max: 60 }), (length) => {
				const password = randomPassword(length);
				expect(password).toHaveLength(length);
				for (const alphabet of passwordAlphabets) {
					expect([...password].some((character) => alphabet.includes(character))).toBe(true);
				}
				expect(password).toMatch(/^[A-Za-z0-9][\w.~-]*$/);
				expect(password).not.toMatch(/[0O1lIoi]/);
				expect(encodeURIComponent(password)).toBe(password);
			}),
		);
	});

	test('draws from all characters evenly enough, and never the same twice', () => {
		const drawn = Array.from({ length: 500 }, () => randomPassword(24));
		expect(new Set(drawn).size).toBe(500);
		const all = passwordAlphabets.join('');
		const counts = [...all].map((character) => drawn.join('').split(character).length - 1);
		const mean = (500 * 24) / all.length;
		for (const count of counts) {
			expect(count).toBeGreaterThan(mean * 0.6);
			expect(count).toBeLessThan(mean * 1.6);
		}
	});

	test('takes other alphabets', () => {
		expect(randomPassword(6, ['ab', '12'])).toMatch(/^(?=.*[ab])(?=.*[12])[ab12]{6}$/);
	});

	test.each([
		[3, passwordAlphabets],
		[8, ['']],
		[8, ['-_']],
	])('a length of %i of %j cannot be had', (length, alphabets) => {
		expect(() => randomPassword(length, alphabets)).toThrow(RangeError);
	});
});

test('a suffix is of lower-case letters and digits', () => {
	expect(randomSuffix(12)).toMatch(/^[a-z2-9]{12}$/);
	expect(new Set(Array.from({ length: 100 }, () => randomSuffix(8))).size).toBe(100);
});

test('each correlation id is new', () => {
	expect(correlationId()).not.toBe(correlationId());
});
