import fc from 'fast-check';
import { InputError } from '../../../core/kernel/errors';
import { inventoryJson } from '../../../core/ansible/inventoryFile';
import { limitArgument } from '../../../core/ansible/limit';

const names = (...given: string[]) => limitArgument({ kind: 'names', names: given });

test('literal names go with a comma behind them, so that an address of IPv6 is one name', () => {
	expect(names('web1', 'shop.example.com')).toEqual({
		value: 'web1,shop.example.com,',
		names: ['web1', 'shop.example.com'],
	});
	expect(names('2001:db8::1').value).toBe('2001:db8::1,');
	expect(limitArgument({ kind: 'all' })).toEqual({ value: null, names: [] });
});

test.each([
	'',
	' ',
	'all',
	'-l',
	'--version,',
	'@/etc/passwd',
	'a:b',
	'a,b',
	'!a',
	'&a',
	'*',
	'web?',
	'web[0]',
	'~web',
	'a b',
	'a\nb',
	'a\0',
	'$(id)',
	"a'b",
	'a"b',
	'a/b',
	'[2001:db8::1]',
	'2001:db8::1%eth0',
	'fe80:::1',
	'10.0.0.1:22',
	'a;b',
	'`id`',
	'a\u2028b',
	'.hidden',
	'{{ x }}',
	'a\ud800',
	'x'.repeat(300),
])('the literal name %j is refused', (name) => {
	expect(() => names(name)).toThrow(InputError);
});

test('nothing named is no choice', () => {
	expect(() => names()).toThrow(/names no host/);
});

test('of 500 texts, those that are taken are plain names', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
			try {
				names(text);
			} catch (fault) {
				expect(fault).toBeInstanceOf(InputError);
				return;
			}
			expect(text).toMatch(/^([\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*|[0-9a-fA-F:.]+)$/u);
		}),
		{ numRuns: 500 },
	);
});

test.each(['web:!web3', 'web*', '~web\\d+', 'web[0:2]', 'web:&prod'])('the pattern %j is taken', (pattern) => {
	expect(limitArgument({ kind: 'pattern', pattern }).value).toBe(pattern);
});

test.each(['', ' ', '@/etc/passwd', 'web,@/etc/passwd', '-l', ' --version', 'a\nb', 'a\0'])(
	'the pattern %j is refused',
	(pattern) => {
		expect(() => limitArgument({ kind: 'pattern', pattern })).toThrow(InputError);
	},
);

test('an inventory has its texts as data, and how hosts are reached in strict forms', () => {
	const json = inventoryJson({
		hosts: { 'web-1': { ansible_host: '10.77.0.11', ansible_port: 2222, note: '{{ x }}' }, '2001:db8::1': {} },
		groups: { web: { hosts: ['web-1'], variables: { who: '$(id)' } }, all_web: { hosts: [], children: ['web'] } },
	});
	expect(JSON.parse(json)).toEqual({
		all: {
			hosts: {
				'web-1': { ansible_host: '10.77.0.11', ansible_port: 2222, note: { __ansible_unsafe: '{{ x }}' } },
				'2001:db8::1': {},
			},
			children: {
				web: { hosts: { 'web-1': null }, children: {}, vars: { who: { __ansible_unsafe: '$(id)' } } },
				all_web: { hosts: {}, children: { web: null }, vars: {} },
			},
		},
	});
});

const one = { a: {} };
test.each<[string, Parameters<typeof inventoryJson>[0]]>([
	['no host', { hosts: {}, groups: {} }],
	['a host that is an option', { hosts: { '-oProxyCommand=id': {} }, groups: {} }],
	['an address that is an option', { hosts: { a: { ansible_host: '-oProxyCommand=id' } }, groups: {} }],
	['an address that is a template', { hosts: { a: { ansible_host: '{{ x }}' } }, groups: {} }],
	['a port that is a text', { hosts: { a: { ansible_port: '22' } }, groups: {} }],
	['a user with a space', { hosts: { a: { ansible_user: 'a -o x' } }, groups: {} }],
	['another connection', { hosts: { a: { ansible_connection: 'local' } }, groups: {} }],
	['a range of hosts', { hosts: { 'web[01:50]': {} }, groups: {} }],
	['an address for a group', { hosts: one, groups: { g: { hosts: ['a'], variables: { ansible_host: 'b' } } } }],
	['a group all', { hosts: one, groups: { all: { hosts: ['a'] } } }],
	['a group with a hyphen', { hosts: one, groups: { 'a-b': { hosts: [] } } }],
	['a group like a host', { hosts: one, groups: { a: { hosts: [] } } }],
	['a group of a host that is not there', { hosts: one, groups: { g: { hosts: ['b'] } } }],
	['a group of a group that is not there', { hosts: one, groups: { g: { hosts: [], children: ['h'] } } }],
	[
		'a group in itself',
		{ hosts: one, groups: { g: { hosts: [], children: ['h'] }, h: { hosts: [], children: ['g'] } } },
	],
])('an inventory is refused: %s', (_, inventory) => {
	expect(() => inventoryJson(inventory)).toThrow(InputError);
});
