import fc from 'fast-check';
import { randomSuffix } from '../../../core/kernel/ids';
import { candidate } from '../../../core/panels/whm/usernames';

test('any domain gives a name within the rules of WHM', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.domain(), fc.string(), fc.constantFrom('test.example', 'tes.example', '123.example')),
			(domain) => {
				for (const random of [randomSuffix, (length: number) => 't'.repeat(length)]) {
					const name = candidate(domain, random);
					expect(name).toMatch(/^[a-z][a-z0-9]{7}$/);
					expect(name.startsWith('test')).toBe(false);
				}
			},
		),
	);
});

test('it begins as the domain does', () => {
	const suffix = (length: number) => '9'.repeat(length);
	expect(candidate('acme-shop.example', suffix)).toBe('acme9999');
	expect(candidate('4you.example', suffix)).toBe('you99999');
	expect(candidate('42.example', suffix)).toBe('web99999');
	expect(candidate('test.example', suffix)).toBe('west9999');
});
