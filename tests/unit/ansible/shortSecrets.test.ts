import { mustBeHidden, secretsOf } from '../../../core/ansible/secretsOfRun';

test.each<[string, string | number]>([
	['a PIN', '123'],
	['a number', 42],
	['what is short but for its blanks', ' ab\n'],
])('a secret variable that cannot be hidden is refused, and its value is not told: %s', (_, value) => {
	expect(() => mustBeHidden({ door_pin: value })).toThrow(
		'\'secretVariables\' has "door_pin", whose value is shorter than 4 characters',
	);
	try {
		mustBeHidden({ door_pin: value });
	} catch (error) {
		expect(String(error)).not.toContain(String(value));
	}
});

test('an empty one is no secret, and one that can be hidden is', () => {
	mustBeHidden({ none: '', pin: '1234', flag: true, nothing: null });
	expect(secretsOf({ secretVariables: { pin: '1234' }, vaultPassword: undefined })).toEqual(['1234']);
});
