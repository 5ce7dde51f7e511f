import fc from 'fast-check';
import { z } from 'zod';
import { complaintOf, fieldAt } from '../../../core/kernel/zodWords';

function complaintAbout(schema: z.ZodType, value: unknown): string {
	const { error } = schema.safeParse(value);
	const [issue] = error?.issues ?? [];
	if (!issue) return 'was accepted';
	const { path, words } = complaintOf(issue);
	return `${fieldAt(path) ?? '-'} ${words}`;
}

test.each<[z.ZodType, unknown, string]>([
	[z.object({ name: z.string() }), {}, 'name is missing'],
	[z.object({ name: z.string() }), { name: null }, 'name is missing'],
	[z.object({ name: z.string() }), { name: 7 }, 'name must be a text'],
	[z.string().max(5), 'abcdef', '- is too long: 5 characters at the most'],
	[z.string().min(8), 'abc', '- is too short: 8 characters at least'],
	[z.string().min(1), '', '- must not be empty'],
	[z.number(), 'x', '- must be a number'],
	[z.number(), Number.NaN, '- must be a number'],
	[z.number().int(), 1.5, '- must be a whole number'],
	[z.number().min(1), 0, '- must be 1 at least'],
	[z.number().positive(), 0, '- must be more than 0'],
	[z.number().max(500), 501, '- must be 500 at the most'],
	[z.number().lt(5), 5, '- must be less than 5'],
	[z.number().multipleOf(5), 7, '- must be a multiple of 5'],
	[z.boolean(), 'yes', '- must be true or false'],
	[z.array(z.string()), 'a', '- must be a list'],
	[z.array(z.string()), ['a', 1], '1 must be a text'],
	[z.array(z.string()).min(1), [], '- must not be empty'],
	[z.array(z.string()).max(1), ['a', 'b'], '- has too many entries: 1 at the most'],
	[z.record(z.string(), z.string()), [], '- must be an object'],
	[z.record(z.string().max(2), z.string()), { long: 'x' }, 'long has an entry whose name is not allowed'],
	[z.strictObject({ a: z.string().optional() }), { b: 1 }, '- has entries that nobody knows: b'],
	[z.strictObject({}), { ['k'.repeat(900)]: 1 }, `- has entries that nobody knows: ${'k'.repeat(40)}…`],
	[z.enum(['a', 'b']), 'c', '- must be one of a, b'],
	[z.literal('a'), 'c', '- must be a'],
	[z.uuid(), 'x', '- must be an ID such as 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10'],
	[z.email(), 'x', '- must be an e-mail address'],
	[z.url(), 'x', '- must be an address such as https://example.com'],
	[z.iso.date(), 'x', '- must be a day such as 2026-03-31'],
	[z.iso.datetime(), 'x', '- must be a moment such as 2026-03-31T12:00:00Z'],
	[z.string().regex(/^a$/), 'x', '- has a form that is not allowed here'],
	[z.string().startsWith('a'), 'x', '- has a form that is not allowed here'],
	[z.date(), 'x', '- must be a date'],
	[z.date().min(new Date(1)), new Date(0), '- is too early'],
	[z.union([z.string().max(3), z.number()]), 'abcd', '- is too long: 3 characters at the most'],
	[z.union([z.string(), z.number()]), true, '- must be a text or a number'],
	[z.union([z.string(), z.number()]), undefined, '- is missing'],
	[
		z.object({ at: z.union([z.object({ deep: z.number() }), z.string()]) }),
		{ at: { deep: 'x' } },
		'at.deep must be a number',
	],
	[z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }, 'kind is not valid'],
	[z.map(z.string(), z.number()), new Map([['a', 'x']]), 'a must be a number'],
	[z.never(), 1, '- must be left out'],
	[z.custom(() => false), 1, '- is not valid'],
	[z.string().refine(() => false), 'x', '- is not valid'],
	[z.string('must be the name of a plan'), 1, '- must be the name of a plan'],
	[z.string().regex(/^a$/, 'must be a'), 'b', '- must be a'],
])('%#: %p', (schema, value, expected) => {
	expect(complaintAbout(schema, value)).toBe(expected);
});

test('no value and no schema bring a word of Zod out', () => {
	const leaf = fc.constantFrom<z.ZodType>(
		...[z.string().min(2).max(4), z.number().int().min(3).max(9), z.boolean(), z.enum(['a', 'b']), z.uuid(), z.email()],
		...[
			z.url(),
			z.iso.date(),
			z.literal(7),
			z.date(),
			z.bigint(),
			z.null(),
			z.undefined(),
			z.never(),
			z.nan(),
			z.ipv4(),
		],
		...[
			z.string().endsWith('x'),
			z.base64(),
			z.jwt(),
			z.cidrv4(),
			z.json(),
			z.symbol(),
			z.instanceof(Map),
			z.templateLiteral(['a', z.number()]),
		],
	);
	const schema = fc.oneof(
		leaf,
		leaf.map((inner) => z.array(inner).min(1).max(2)),
		leaf.map((inner) => z.strictObject({ inner })),
		leaf.map((inner) => z.record(z.string().max(3), inner)),
		leaf.map((inner) => z.set(inner).min(1)),
		fc.tuple(leaf, leaf).map(([one, other]) => z.union([one, other])),
		fc.tuple(leaf, leaf).map(([one, other]) => z.intersection(one, other)),
		fc.tuple(leaf, leaf).map(([one, other]) => z.tuple([one, other])),
		leaf.map((inner) => z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), inner })])),
	);
	const value = fc.oneof(fc.anything({ withDate: true, withBigInt: true, withMap: true, withSet: true }), fc.string());
	fc.assert(
		fc.property(schema, value, (checked, given) => {
			expect(complaintAbout(checked, given)).not.toMatch(
				/Invalid |Too (big|small)|Unrecognized|expected |received |undefined$/,
			);
		}),
		{ numRuns: 1_000 },
	);
});
