import { join } from 'node:path';
import { clockEnvironment, clocks, datedFiles } from '../../runner/clocks';
import { outcomeOf } from '../../runner/jest';
import { provideN8n } from '../../runner/n8nVersions';
import { nothing, summary, timed, together } from '../../runner/outcome';
import { inLanes } from '../../runner/lanes';
import { piecesOf } from '../../runner/pieces';
import { smoke, suites } from '../../runner/suites';
import { filesIn, root } from '../../support/repository';

const file = (name: string, seconds: number, ...statuses: string[]) => ({
	name: join(root, 'tests', name),
	status: statuses.includes('failed') ? 'failed' : 'passed',
	startTime: 1000,
	endTime: 1000 + seconds * 1000,
	assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
});

describe('what a run came to', () => {
	const outcome = outcomeOf({
		testResults: [
			file('unit/one.test.ts', 2, 'passed', 'passed', 'skipped'),
			file('unit/two.test.ts', 30.5, 'failed', 'passed'),
			file('store/three.test.ts', 4, 'passed'),
			{ name: join(root, 'tests/store/broken.test.ts'), status: 'failed', assertionResults: [] },
		],
	});

	test('counts what passed, and names what failed and what was skipped by its file', () => {
		expect(outcome).toMatchObject({
			passed: 4,
			failed: ['tests/unit/two.test.ts: test 0', 'tests/store/broken.test.ts: could not be run'],
			skipped: ['tests/unit/one.test.ts: test 2'],
		});
	});

	test('ends with the times of the parts, the suites and the slowest files, and with one closing line', async () => {
		const part = await timed('unit, store', async () => await Promise.resolve(outcome), clockOf(0, 20_000));
		expect(summary(part).split('\n')).toEqual([
			'',
			'Skipped:',
			'  tests/unit/one.test.ts: test 2',
			'',
			'Failed:',
			'  tests/unit/two.test.ts: test 0',
			'  tests/store/broken.test.ts: could not be run',
			'',
			'Time of each part, on the clock:',
			'    20.0 s  unit, store',
			'',
			'Time of each suite, its files one after the other:',
			'    32.5 s  unit (2 files)',
			'     4.0 s  store (2 files)',
			'',
			'Slowest files:',
			'    30.5 s  tests/unit/two.test.ts',
			'     4.0 s  tests/store/three.test.ts',
			'     2.0 s  tests/unit/one.test.ts',
			'     0.0 s  tests/store/broken.test.ts',
			'',
			'4 passed, 2 failed, 1 skipped',
		]);
	});

	test('lists ten files and no more', () => {
		const many = Array.from({ length: 15 }, (_, index) => file(`unit/${index}.test.ts`, index, 'passed'));
		const lines = summary(outcomeOf({ testResults: many })).split('\n');
		expect(lines.filter((line) => line.includes('.test.ts'))).toHaveLength(10);
	});

	test('of several parts is their sum', () => {
		expect(together([outcome, { ...nothing, passed: 1 }]).passed).toBe(5);
	});
});

test('every test file belongs to a suite that npm test runs', () => {
	const { quick, withN8n } = suites();
	const folders = [...quick, ...withN8n, smoke].map((name) => `tests/${name}/`);
	const files = filesIn(['.'], /\.test\.[cm]?[jt]sx?$/);
	expect(files.length).toBeGreaterThan(50);
	expect(files.filter((path) => !folders.some((folder) => path.startsWith(folder)))).toEqual([]);
});

test('every file of a suite with a real n8n is in one of its pieces, and those of stack are pieces of their own', () => {
	for (const suite of suites().withN8n) {
		const files = filesIn([`tests/${suite}`], /\.test\.ts$/);
		const pieces = piecesOf(suite);
		expect(pieces.every(({ suites: of, beside }) => of.join() === suite && beside)).toBe(true);
		const named = pieces.flatMap(({ options }) => options.filter((option) => option.endsWith('.test.ts')));
		expect(named).toEqual(suite === 'stack' ? files : []);
		expect(pieces).toHaveLength(suite === 'stack' ? files.length : 1);
	}
});

test('lanes do as many pieces at once as there are lanes, and tell what each came to, in order', async () => {
	let [atOnce, most] = [0, 0];
	const piece = (value: number, pauseMs: number) => async () => {
		most = Math.max(most, ++atOnce);
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
		atOnce--;
		return value;
	};
	expect(await inLanes(2, [piece(1, 30), piece(2, 1), piece(3, 1), piece(4, 1)])).toEqual([1, 2, 3, 4]);
	expect(most).toBe(2);
	await expect(inLanes(2, [piece(1, 1), async () => await Promise.reject(new Error('broken'))])).rejects.toThrow(
		'broken',
	);
});

test('an n8n that cannot be installed for another reason than the registry is a failure, with its sentence', async () => {
	jest.spyOn(console, 'log').mockImplementation(() => undefined);
	const unknown = { version: '900.0.0', folder: '', node: { from: '1.0.0', below: '2.0.0' }, environment: {} };
	const outcome = await provideN8n(unknown);
	expect(outcome).toMatchObject({ passed: 0, skipped: [] });
	expect(outcome?.failed).toEqual([expect.stringMatching(/^n8n 900\.0\.0: --n8n takes one of .*\d\.$/)]);
	jest.restoreAllMocks();
});

describe('other days', () => {
	test('each suite has dated files to run on one', () => {
		for (const { suite } of clocks) expect(datedFiles(suite).length).toBeGreaterThan(0);
	});

	test('a process is as far from now as the day is', () => {
		const now = Date.parse('2028-02-28T00:00:00Z');
		const at = (day: string) => clockEnvironment('lib', { at: day, zone: 'Europe/Brussels' }, now);
		expect(at('2028-02-29T00:00:30Z')).toMatchObject({ TZ: 'Europe/Brussels', LD_PRELOAD: 'lib', FAKETIME: '+86430' });
		expect(at('2028-02-27T00:00:00Z')).toMatchObject({ FAKETIME: '-86400' });
	});
});

/** A clock that shows these times, one after the other. */
function clockOf(...times: number[]): () => number {
	return () => times.shift() ?? 0;
}
