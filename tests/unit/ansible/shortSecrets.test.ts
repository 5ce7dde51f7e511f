import type { Json } from '../../../core/ansible';
import { mustBeHidden, secretsOf } from '../../../core/ansible/secretsOfRun';
import { secretsOf as recordedSecrets } from '../../../core/ansibleRuns/recorded';
import { redact } from '../../../core/kernel/redaction';
import { requestOf } from '../../support/runRequests';

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

test.each<[string, Json]>([
	['a text in an object', { pin: '123' }],
	['a number in a list in an object', { doors: [{ pin: 'long enough' }, 42] }],
])('a short one deep in a secret variable is refused, too: %s', (_, value) => {
	expect(() => mustBeHidden({ safe: value })).toThrow(
		'\'secretVariables\' has "safe", in which a value is shorter than 4 characters',
	);
});

test('a short vault password is refused, and none and a long one are not', () => {
	expect(() => mustBeHidden({}, 'abc')).toThrow("'vaultPassword' is shorter than 4 characters");
	for (const password of [undefined, '', 'abcd']) mustBeHidden({}, password);
});

describe('the lines of a key, and what was pasted with blanks around it', () => {
	const key = 'MIIBlineone\r\nAAAAlinetwo\r\n ends with blanks \n';

	test.each<[string, (text: string) => string[]]>([
		['of a run', (text) => secretsOf({ secretVariables: { key: text } })],
		['of its record', (text) => recordedSecrets(requestOf({ runId: 'x', secretVariables: { key: text } }))],
	])('are secrets by themselves: %s', (_, secrets) => {
		const said = 'MIIBlineone\nAAAAlinetwo, only MIIBlineone here\nends with blanks';
		expect(redact(said, secrets(key))).toBe('[redacted]\n[redacted], only [redacted] here\n[redacted]');
		expect(redact(JSON.stringify(said), secrets(key))).toBe(
			'"[redacted]\\n[redacted], only [redacted] here\\n[redacted]"',
		);
	});
});
