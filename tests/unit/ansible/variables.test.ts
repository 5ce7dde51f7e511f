import fc from 'fast-check';
import { InputError } from '../../../core/kernel/errors';
import { wrappedVariables, type Wrapped } from '../../../core/ansible/variables';

/** What Ansible makes of what we write: the marked texts are texts again. */
function read(value: Wrapped): unknown {
	if (Array.isArray(value)) return (value as readonly Wrapped[]).map(read);
	if (typeof value !== 'object' || value === null) return value;
	if ('__ansible_unsafe' in value && Object.keys(value).length === 1)
		return (value as { __ansible_unsafe: string }).__ansible_unsafe;
	return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, read(held)]));
}

/** All texts in it that are no data. */
function open(value: Wrapped): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return (value as readonly Wrapped[]).flatMap(open);
	if (typeof value !== 'object' || value === null || '__ansible_unsafe' in value) return [];
	return Object.values(value).flatMap(open);
}

test('each text is marked as data at every depth, and comes back as it was', () => {
	const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
	fc.assert(
		fc.property(json, (value) => {
			const text = JSON.stringify(value);
			fc.pre(!text.includes('\\u0000') && !text.includes('"__'));
			const wrapped = wrappedVariables({ given: JSON.parse(text) as never }, 'variables');
			expect(open(wrapped.given ?? null)).toEqual([]);
			expect(read(wrapped.given ?? null)).toEqual(JSON.parse(text));
		}),
		{ numRuns: 500 },
	);
});

test.each([
	'ansible_connection',
	'ansible_host',
	'ansible_python_interpreter',
	'ANSIBLE_x',
	'_ansible_no_log',
	'hostvars',
	'groups',
	'inventory_hostname',
	'item',
	'omit',
	'play_hosts',
	'environment',
	'become',
	'hosts',
	'lookup',
	'query',
	'true',
	'None',
	'lambda',
	'a-b',
	'a b',
	'1a',
	'',
	'é',
	'a\nb',
	'__proto__x-',
	'a.b',
	'{{ x }}',
])('the name %j is refused', (name) => {
	expect(() => wrappedVariables({ [name]: 1 }, 'variables')).toThrow(InputError);
});

test.each(['domain', 'msp_service', '_private', 'A1', 'names', 'my_hosts'])('the name %j is taken', (name) => {
	expect(wrappedVariables({ [name]: 'x' }, 'variables')).toEqual({ [name]: { __ansible_unsafe: 'x' } });
});

test.each([
	['a NUL', 'a\0b'],
	['half a character', 'a\ud800'],
	['a NUL in a key', { 'a\0': 1 }],
	['no number', Number.NaN],
	['endless', Infinity],
	['a key that marks data', { __ansible_unsafe: 'x' }],
	['a key that marks the vault', [{ __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256\n30' }]],
	['a key that marks a type of 2.19', { deep: { __ansible_type: 'TrustedAsTemplate', value: '{{ 1 }}' } }],
])('a value is refused: %s', (_, value) => {
	expect(() => wrappedVariables({ given: value }, 'variables')).toThrow(InputError);
});

test('too deep and too large are refused', () => {
	const deep = Array.from({ length: 30 }).reduce<unknown>((inner) => [inner], 'x');
	expect(() => wrappedVariables({ deep: deep as never }, 'variables')).toThrow(/too deep/);
	expect(() => wrappedVariables({ large: 'x'.repeat(1_100_000) }, 'variables')).toThrow(/megabyte/);
});

test('a template is one by its name only, and the name must be there', () => {
	expect(wrappedVariables({ a: '{{ x }}', b: '{{ x }}' }, 'variables', ['a'])).toEqual({
		a: '{{ x }}',
		b: { __ansible_unsafe: '{{ x }}' },
	});
	expect(() => wrappedVariables({ a: 'x' }, 'variables', ['c'])).toThrow(/no variable/);
});
