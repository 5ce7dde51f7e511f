import fc from 'fast-check';
import type { JobEnding } from '../../../core/jobs';
import { eventOf } from '../../../core/ansible/events';
import { judge } from '../../../core/ansible/judge';
import { newRunReading, readEvent } from '../../../core/ansible/runReading';
import { wordsOfAnsible } from '../../../core/ansible/wordsOfAnsible';

type Line = Record<string, unknown>;

const start = (hosts: string[], more: Line = {}): Line => ({
	event: 'start',
	origin: { commit: null, changesHash: null, inventoryHash: 'a', hosts },
	ansible: '2.14.18',
	request: 'r',
	tagged: false,
	found: true,
	...more,
});
const play = (...hosts: string[]): Line => ({ event: 'play', name: 'all', hosts });
const task = (id: string): Line => ({ event: 'task', task: id, name: `task ${id}`, handler: false });
const result = (host: string, id: string, status: string, more: Line = {}): Line => ({
	event: 'host',
	host,
	task: id,
	status,
	changed: false,
	censored: false,
	loop: false,
	ignored: false,
	rescue: false,
	simulated: false,
	facts: false,
	here: false,
	message: status === 'failed' ? 'broken' : '',
	...more,
});
const zero = { ok: 0, changed: 0, failures: 0, dark: 0, skipped: 0, rescued: 0, ignored: 0 };
const stats = (hosts: Record<string, Partial<typeof zero>>): Line => ({
	event: 'stats',
	hosts: Object.fromEntries(Object.entries(hosts).map(([host, counts]) => [host, { ...zero, ...counts }])),
	custom: {},
	whole: {},
});
const ending = (exitCode: number | null, why: JobEnding['why'] = 'exit'): JobEnding => ({
	why,
	exitCode,
	startedAt: new Date(0),
	endedAt: new Date(1000),
});

function judged(lines: Line[], ended: JobEnding | undefined = ending(0), errors = '', check = false) {
	const reading = newRunReading();
	for (const line of lines) {
		const event = eventOf(JSON.stringify(line));
		if (event === null) throw new RangeError(`no event: ${JSON.stringify(line)}`);
		readEvent(reading, event);
	}
	return judge({
		runId: 'r',
		check,
		reading,
		ending: ended,
		errors,
		logTail: '',
		leftovers: [],
		notReported: [],
	});
}
const statuses = (outcome: ReturnType<typeof judge>) => outcome.hosts.map(({ host, status }) => `${host} ${status}`);

test('exit code 4 does not hide the hosts that failed', () => {
	const outcome = judged(
		[
			start(['a', 'b']),
			play('a', 'b'),
			task('1'),
			result('a', '1', 'failed'),
			result('b', '1', 'unreachable'),
			stats({ a: { failures: 1 }, b: { dark: 1 } }),
		],
		ending(4),
	);
	expect(outcome.verdict).toBe('failed');
	expect(outcome.explanation).toBe('Failed on a: "task 1": broken. Not reached: b.');
	expect(statuses(outcome)).toEqual(['a failed', 'b unreachable']);
});

test('exit code 0 with empty statistics ran nothing', () => {
	expect(judged([start(['a']), stats({})]).verdict).toBe('nothing_ran');
	expect(
		judged([
			start(['a'], { tagged: true }),
			play('a'),
			task('1'),
			result('a', '1', 'ok', { facts: true }),
			stats({ a: { ok: 1 } }),
		]),
	).toMatchObject({
		verdict: 'nothing_ran',
		explanation: expect.stringContaining('no task has the tags') as string,
	});
});

test('exit code 0 without any event is no success', () => {
	expect(judged([], ending(0))).toMatchObject({
		verdict: 'failed',
		explanation: expect.stringContaining('callback') as string,
	});
});

test('interrupted in the middle: the events tell what was done', () => {
	const outcome = judged(
		[
			start(['a', 'b', 'c']),
			play('a', 'b', 'c'),
			task('1'),
			result('a', '1', 'ok', { changed: true }),
			result('b', '1', 'failed'),
		],
		ending(99),
		'[ERROR]: User interrupted execution\n',
	);
	expect(outcome).toMatchObject({ verdict: 'failed', explanation: 'User interrupted execution' });
	expect(statuses(outcome)).toEqual(['a changed', 'b failed', 'c not_attempted']);
});

test('interrupted in a loop: the items that failed are told', () => {
	const outcome = judged(
		[start(['a']), play('a'), task('1'), result('a', '1', 'failed', { event: 'item', item: 'x' })],
		ending(null, 'cancelled'),
	);
	expect(outcome).toMatchObject({
		verdict: 'cancelled',
		hosts: [{ status: 'failed', failedTasks: [{ item: 'x', message: 'broken' }] }],
	});
});

test('a rescued failure and a real one of the same host are told apart', () => {
	const rescue = { rescue: true };
	const outcome = judged(
		[
			start(['a']),
			play('a'),
			task('1'),
			result('a', '1', 'failed', rescue),
			task('2'),
			result('a', '2', 'ok', rescue),
			task('3'),
			result('a', '3', 'failed', rescue),
			stats({ a: { ok: 1, failures: 1, rescued: 1 } }),
		],
		ending(2),
	);
	expect(outcome.hosts[0]).toMatchObject({ failedTasks: [{ task: 'task 3' }], rescuedTasks: [{ task: 'task 1' }] });
});

test('a host that was ignored because it was not reached is not ok', () => {
	const outcome = judged([
		start(['a']),
		play('a'),
		task('1'),
		result('a', '1', 'unreachable', { ignored: true, message: 'no route' }),
		task('2'),
		result('a', '2', 'ok', { here: true }),
		task('3'),
		result('a', '3', 'skipped'),
		stats({ a: { ok: 2, ignored: 1 } }),
	]);
	expect(outcome).toMatchObject({
		verdict: 'unreachable',
		hosts: [{ status: 'unreachable', ignoredTasks: [{ message: 'no route' }] }],
	});
});

test('a job that a later task waited for is not detached', () => {
	const outcome = judged([
		start(['a']),
		play('a'),
		task('1'),
		result('a', '1', 'ok', { job: 'j1.1' }),
		result('a', '1', 'ok', { job: 'j2.2' }),
		task('2'),
		result('a', '2', 'ok', { endedJob: 'j1.1' }),
		stats({ a: { ok: 3 } }),
	]);
	expect(outcome.hosts[0]?.detached).toEqual(['task 1: j2.2']);
});

test.each([
	['timeout', ending(99, 'timeout'), 'timed_out'],
	['cancelled', ending(99, 'cancelled'), 'cancelled'],
	['lock_timeout', ending(null, 'lock_timeout'), 'refused'],
	['no program', ending(127), 'refused'],
] as const)('%s', (_, how, verdict) => {
	expect(judged([], how)).toMatchObject({ verdict });
});

test.each([
	[
		'ERROR! Specified hosts and/or --limit leaves us with no hosts, ignoring: app9\n',
		'ignoring: app9. Compare the limit',
	],
	['ERROR! the playbook: nosuch.yml could not be found\n', 'nosuch.yml could not be found. Give the path'],
	[
		'ERROR! one\n[ERROR]: the playbook: x.yml could not be found.\n',
		'one. the playbook: x.yml could not be found. Give',
	],
])('the words of Ansible end before our remedy begins: %j', (errors, told) => {
	expect(judged([], ending(1), errors).explanation).toContain(told);
});

test.each([
	"/x/bin/shim: 4: cd: can't cd to /home/ops/.n8n-ansible/projects/nosuch/current\n",
	'/x/.job/command: line 4: cd: /home/ops/.n8n-ansible/projects/nosuch/current: No such file or directory\n',
	"sh: cd: line 4: can't cd to /home/ops/.n8n-ansible/projects/nosuch/current: No such file or directory\n",
])('a project that is not there is named, with its field: %j', (errors) => {
	expect(judged([], ending(127), errors)).toMatchObject({
		verdict: 'refused',
		explanation:
			'the project /home/ops/.n8n-ansible/projects/nosuch/current is not there. Sync the project, or correct the field Project. Where that is empty, correct its directory in the credential.',
	});
});

test('a check run tells what would change, and what its tasks changed all the same', () => {
	const checked = (simulated: boolean) =>
		judged(
			[
				start(['a']),
				play('a'),
				task('1'),
				result('a', '1', 'ok', { changed: true, simulated }),
				stats({ a: { ok: 1, changed: 1 } }),
			],
			ending(0),
			'',
			true,
		);
	expect(checked(true).explanation).toBe('Ran on 1 of 1 hosts, 1 would change.');
	expect(checked(false).explanation).toBe('Ran on 1 of 1 hosts, 1 would change, 1 changed all the same.');
});

test('a run without an ending is lost', () => {
	const reading = newRunReading();
	const run = {
		runId: 'r',
		check: false,
		reading,
		ending: undefined,
		errors: '',
		logTail: '',
		leftovers: [],
		notReported: [],
	};
	expect(judge(run).verdict).toBe('lost');
});

test('what differs from the approval is named', () => {
	const refused = { event: 'refused', reason: 'approval', message: 'x', parts: ['commit', 'hosts'] };
	expect(judged([start(['a']), refused], ending(97)).explanation).toBe(
		'What would run is not what was approved. Different now: the commit of the project, the hosts of the limit. Nothing ran.',
	);
});

test('whatever comes, a host is ok only if Ansible’s statistics have no failure for it', () => {
	const status = fc.constantFrom('ok', 'failed', 'unreachable', 'skipped');
	const line = fc.record({
		host: fc.constantFrom('a', 'b'),
		id: fc.constantFrom('1', '2', '3'),
		status,
		ignored: fc.boolean(),
		rescue: fc.boolean(),
		changed: fc.boolean(),
	});
	fc.assert(
		fc.property(
			fc.array(line, { maxLength: 12 }),
			fc.nat(2),
			fc.nat(1),
			fc.constantFrom(0, 2, 4, 250),
			(lines, failures, dark, code) => {
				const outcome = judged(
					[
						start(['a', 'b']),
						play('a', 'b'),
						...lines.map(({ host, id, ...more }) => result(host, id, more.status, more)),
						stats({ a: { ok: 1, failures, dark }, b: {} }),
					],
					ending(code),
				);
				if (failures > 0 || dark > 0 || code !== 0) expect(outcome.verdict).not.toBe('ok');
				expect(outcome.hosts.find(({ host }) => host === 'a')?.counts).toMatchObject({
					failed: failures,
					unreachable: dark,
				});
			},
		),
		{ numRuns: 500 },
	);
});

test('a line that is cut or foreign is left out', () => {
	expect(eventOf('{"event":"host","ho')).toBeNull();
	expect(eventOf('{"event":"other"}')).toBeNull();
	expect(eventOf('')).toBeNull();
});

test('the words of both versions, over lines that they break', () => {
	expect(
		wordsOfAnsible(
			'[WARNING]: Platform linux on host h1 is using the discovered Python\ninterpreter at /usr/bin/python3.11\n[DEPRECATION WARNING]: old\nERROR! the playbook: none.yml could not be found\n',
		),
	).toEqual({
		warnings: ['Platform linux on host h1 is using the discovered Python interpreter at /usr/bin/python3.11', 'old'],
		errors: ['the playbook: none.yml could not be found'],
	});
	expect(wordsOfAnsible('[ERROR]: the playbook: none.yml could not be found\n\nother\n').errors).toEqual([
		'the playbook: none.yml could not be found',
	]);
});

test.each(['constructor', 'toString', 'hasOwnProperty'])('a host may be called %s', (host) => {
	const reading = judged([start(['a', host]), play('a'), task('1'), result('a', '1', 'ok'), stats({ a: { ok: 1 } })]);
	expect(reading.hosts[1]).toMatchObject({ host, status: 'not_attempted', stats: {}, counts: { ok: 0, failed: 0 } });
	const failed = judged(
		[start([host]), play(host), task('1'), result(host, '1', 'failed'), stats({ [host]: { failures: 1 } })],
		ending(2),
	);
	expect(failed).toMatchObject({ verdict: 'failed', hosts: [{ host, status: 'failed' }] });
});
