import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { Json, RunRequest } from '../../../core/ansible';
import { differingParts, fingerprintOf, newFingerprintKey } from '../../../core/ansibleRuns/fingerprint';
import { recordedRequest, secretsOf, wholeRequest } from '../../../core/ansibleRuns/recorded';
import { shortenedOutcome } from '../../../core/ansibleRuns/shortened';
import { openVault } from '../../../core/kernel/encryption';
import { runRequest } from '../../support/ansibleRunsScene';

const vault = openVault({ current: { version: 1, key: randomBytes(32) } });
const runner = { kind: 'controller', name: 'deploy@office.example.com:22' } as const;
const key = newFingerprintKey(vault);
const print = (request: RunRequest) => fingerprintOf(vault, key, runner, request);

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
// The key that readers of JSON drop is refused before a run: core/ansible/variables.ts.
const value = fc.jsonValue().filter((one) => !JSON.stringify(one).includes('__proto__')) as fc.Arbitrary<Json>;
const variables = fc.dictionary(
	text.filter((name) => name !== '__proto__'),
	value,
	{ maxKeys: 5 },
);
const request = fc
	.record({
		variables,
		secretVariables: variables,
		project: text,
		tags: fc.array(text, { maxLength: 3 }),
		become: fc.boolean(),
	})
	.map((more) => runRequest(more));

/** The same with the names of each object in another order. */
function turned<T>(value: T): T {
	if (Array.isArray(value)) return value.map(turned) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([name, held]) => [name, turned(held)]),
	) as T;
}

test('a request is the same however its names are ordered, and after it was kept as JSON', () => {
	fc.assert(
		fc.property(request, (one) => {
			expect(differingParts(print(one), print(turned(one)))).toEqual([]);
			const kept = wholeRequest.parse(JSON.parse(JSON.stringify(one))) as RunRequest;
			expect(differingParts(print(one), print(kept))).toEqual([]);
		}),
		{ numRuns: 500 },
	);
});

test('a part that differs is named, and no other', () => {
	const changes: ReadonlyArray<[string, (one: RunRequest) => Partial<RunRequest>]> = [
		['the project', ({ project }) => ({ project: `${project}x` })],
		['the variables', (one) => ({ variables: { ...one.variables, one: { more: ['x'] } } })],
		['the secret variables', (one) => ({ secretVariables: { ...one.secretVariables, more: 1 } })],
		['the tags', ({ tags }) => ({ tags: [...tags, 'x'] })],
		['whether it becomes another user', ({ become }) => ({ become: !become })],
		['the vault password', () => ({ vaultPassword: 'x' })],
		['the limit', () => ({ limit: { kind: 'all' } })],
	];
	fc.assert(
		fc.property(request, fc.constantFrom(...changes), (one, [words, change]) => {
			expect(differingParts(print(one), print({ ...one, ...change(one) }))).toEqual([words]);
		}),
		{ numRuns: 500 },
	);
});

test('a text and the JSON of another value never look the same', () => {
	const prints = [1, '1', '"1"', true, 'true', null, 'null', [1], '[1]', { a: 1 }, '{"a":1}', [[1]], ['1']].map(
		(value) => print(runRequest({ variables: { value } })).variables,
	);
	expect(new Set(prints).size).toBe(prints.length);
});

test('whoever reads the row cannot try out short secrets: each run has a key of its own, and it is sealed', () => {
	const pin = runRequest({ secretVariables: { pin: '1234' } });
	const other = newFingerprintKey(vault);
	expect(fingerprintOf(vault, other, runner, pin).secretVariables).not.toBe(print(pin).secretVariables);
	expect(key).toMatch(/^msp1\./);
});

test('what is recorded holds no secret, whatever it looks like', () => {
	const secret = fc
		.string({ unit: 'grapheme', minLength: 8, maxLength: 30 })
		.filter((found) => !/^[\s.\-_x]*$/.test(found));
	fc.assert(
		fc.property(secret, secret, variables, (one, two, more) => {
			const asked = runRequest({
				secretVariables: { one, nested: { list: [two] } },
				variables: { ...more, copy: `before ${one} after`, [`name ${two}`]: 1 },
				project: `dir/${one}`,
				work: { kind: 'module', module: 'x', arguments: { given: two } },
			});
			const recorded = JSON.stringify(recordedRequest(asked));
			for (const value of [one, two]) expect(recorded).not.toContain(JSON.stringify(value).slice(1, -1));
			expect(secretsOf(asked)).toEqual(expect.arrayContaining([one, two]));
		}),
		{ numRuns: 500 },
	);
});

test('an outcome is cut to what the tables take, in whole characters, and a secret is gone before it is cut', () => {
	const secret = 'S3cret-value';
	const long = '🦉'.repeat(40_000);
	const told = { task: long, message: `${'x'.repeat(3_992)}${secret}`, item: long };
	const outcome = shortenedOutcome(
		{
			...{
				runId: 'run-1',
				verdict: 'failed',
				explanation: long,
				exitCode: 2,
				startedAt: null,
				endedAt: null,
				check: true,
			},
			hosts: [
				{
					host: 'web1',
					status: 'failed',
					counts: { ok: 0, changed: 0, unreachable: 0, failed: 1, skipped: 0, rescued: 0, ignored: 0 },
					failedTasks: Array.from({ length: 100 }, () => told),
					rescuedTasks: [],
					ignoredTasks: [],
					changes: Array.from({ length: 1_000 }, () => ({ task: 't', done: false, before: long, after: long })),
					stats: { long },
					detached: [],
				},
			],
			stats: { a: { b: [long, long, long] } },
			warnings: Array.from({ length: 1_000 }, () => 'w'),
			logTail: `${long}${long}${long}end`,
			origin: { commit: null, changesHash: null, inventoryHash: null, hosts: null },
			notReported: [],
			leftovers: [],
		},
		[secret],
	);
	const all = JSON.stringify(outcome);
	expect(all.length).toBeLessThan(3_000_000);
	expect(all).not.toMatch(/\\ud[89a-f]/i);
	expect(all).not.toContain('S3cret');
	expect(outcome.logTail.endsWith('end')).toBe(true);
	expect(outcome.logTail.length).toBeLessThanOrEqual(70_000);
	expect(outcome.hosts[0]?.failedTasks).toHaveLength(50);
	expect(outcome.hosts[0]?.changes).toHaveLength(200);
});
