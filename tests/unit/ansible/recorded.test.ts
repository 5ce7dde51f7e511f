import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventOf } from '../../../core/ansible/events';
import { judge } from '../../../core/ansible/judge';
import { newRunReading, readEvent } from '../../../core/ansible/runReading';

/** What our callback wrote in the same play on two versions of Ansible. */
function recorded(version: string) {
	const reading = newRunReading();
	const lines = readFileSync(join(__dirname, 'recorded', `core-${version}.jsonl`), 'utf8')
		.trim()
		.split('\n');
	const events = lines.map(eventOf);
	expect(events).not.toContain(null);
	for (const event of events) if (event !== null) readEvent(reading, event);
	const ending = { why: 'exit' as const, exitCode: 2, startedAt: new Date(0), endedAt: new Date(1) };
	return judge({ runId: 'r', check: false, reading, ending, errors: '', logTail: '', leftovers: [], notReported: [] });
}

test('the events of 2.14 and of 2.19 are the same result', () => {
	const [old, young] = [recorded('2.14'), recorded('2.19')].map(({ hosts, verdict, explanation }) => ({
		verdict,
		explanation: explanation.replace(/\(b\)/, '(b)'),
		hosts: hosts.map(({ detached, ...host }) => ({ ...host, detached: detached.length })),
	}));
	expect(young).toEqual(old);
	expect(old).toMatchObject({
		verdict: 'failed',
		hosts: [
			{
				host: 'h1',
				status: 'changed',
				rescuedTasks: [{ task: 'fall' }],
				ignoredTasks: [{ task: 'loop', item: 'b' }],
				stats: { url: 'x' },
				detached: 1,
			},
			{ host: 'h2', status: 'failed', failedTasks: [{ task: 'break' }], detached: 1 },
		],
	});
});
