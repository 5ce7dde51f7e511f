import { openAwxScene, type AwxScene } from '../support/awxScene';
import { openSemaphoreScene, type SemaphoreScene } from '../support/semaphoreScene';

/** What Ansible says of a second play whose `vars_files` is missing: the first one is through, and there are no counts. */
const missingFile = 'ERROR! vars file missing.yml was not found';
const now = () => new Date().toISOString();

describe('at AWX', () => {
	let scene: AwxScene;
	beforeEach(async () => {
		scene = await openAwxScene();
	});
	afterEach(async () => await scene.close());

	/** @param last the last event that is kept, by its name; the job ends without counts of the hosts. */
	async function brokenOff(last: string, row: object = {}) {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const [job] = scene.server.state().jobs;
		if (!job) throw new Error('no job');
		const events = job.events.slice(0, job.events.findLastIndex(({ event }) => event === last) + 1);
		const ended = { status: 'error', started: now(), finished: now(), event_processing_finished: true };
		Object.assign(job, { ...ended, events, shown: events.length, summaries: [], ...row });
		return (await scene.end({ runId: request.runId, reference })).outcome;
	}

	test('a job that ends as an error after its hosts changed has failed, in its own words', async () => {
		const killed = await brokenOff('runner_on_ok', { job_explanation: 'Task was killed with OOM' });
		expect(killed).toMatchObject({
			verdict: 'failed',
			explanation: 'Task was killed with OOM; before that: 3 hosts without a failure',
			hosts: [{ status: 'changed' }, { status: 'changed' }, { status: 'changed' }],
		});
	});

	test('so has one whose second play cannot begin, also when that one says that no host matched', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const [job] = scene.server.state().jobs;
		if (!job) throw new Error('no job');
		const events = job.events.filter(({ event }) => event !== 'playbook_on_stats');
		const [first] = events;
		if (!first) throw new Error('no event');
		for (const [event, stdout] of [
			['playbook_on_no_hosts_matched', 'skipping: no hosts matched'],
			['error', missingFile],
		] as const) {
			events.push({ ...first, counter: events.length + 1, event, stdout });
		}
		const ended = { status: 'failed', started: now(), finished: now(), event_processing_finished: true };
		Object.assign(job, { ...ended, events, shown: events.length, summaries: [] });
		expect((await scene.end({ runId: request.runId, reference })).outcome).toMatchObject({
			verdict: 'failed',
			explanation: `${missingFile}; before that: 3 hosts without a failure`,
		});
	});

	test('so has one that ends while its first task runs', async () => {
		scene.template({ play: [{ task: 'Write the site', on: { 'web1.example.com': { kind: 'changed' } } }] });
		const request = scene.request();
		const { reference } = await scene.awx.start(request);
		const [job] = scene.server.state().jobs;
		if (!job) throw new Error('no job');
		const events = job.events.slice(0, job.events.findIndex(({ event }) => event === 'runner_on_start') + 1);
		const ended = { status: 'error', started: now(), finished: now(), event_processing_finished: true };
		Object.assign(job, { ...ended, events, shown: events.length, summaries: [] });
		expect((await scene.end({ runId: request.runId, reference })).outcome).toMatchObject({
			verdict: 'failed',
			explanation: 'AWX says error, and not why; before that: hosts had begun, and nobody can tell what they did',
		});
	});

	test('so has one that began and whose events AWX lost', async () => {
		scene.server.state().losesEvents = true;
		expect(await brokenOff('', { event_processing_finished: false })).toMatchObject({ verdict: 'failed' });
	});

	test('one that began and did nothing is refused as before', async () => {
		expect(await brokenOff('playbook_on_play_start')).toMatchObject({ verdict: 'refused' });
	});
});

describe('at Semaphore', () => {
	let scene: SemaphoreScene;
	beforeEach(async () => {
		scene = await openSemaphoreScene();
		scene.template();
	});
	afterEach(async () => await scene.close());

	/** @param until the line before which the log ends. */
	async function brokenOff(until: RegExp, last: string) {
		const request = scene.request();
		const { reference } = await scene.semaphore.start(request);
		const task = scene.server.state().tasks.at(-1);
		if (!task) throw new Error('no task');
		task.lines = [
			...task.lines.slice(
				0,
				task.lines.findIndex((line) => until.test(line)),
			),
			last,
		];
		Object.assign(task, { status: 'error', stored: task.lines.length, start: now(), end: now() });
		return (await scene.end({ runId: request.runId, reference })).outcome;
	}

	test('a task that ends as an error after its hosts changed has failed, in its own words', async () => {
		expect(await brokenOff(/PLAY RECAP/, missingFile)).toMatchObject({
			verdict: 'failed',
			explanation: `${missingFile}; before that: 3 hosts without a failure`,
			hosts: [{ status: 'changed' }, { status: 'changed' }, { status: 'changed' }],
		});
		expect(await brokenOff(/PLAY RECAP/, 'skipping: no hosts matched')).toMatchObject({ verdict: 'failed' });
	});

	test('so has one that ends while its first task runs, and one that ends before is refused', async () => {
		expect(await brokenOff(/changed: /, 'exit status 137')).toMatchObject({
			verdict: 'failed',
			explanation: 'exit status 137; before that: hosts had begun, and nobody can tell what they did',
		});
		expect(await brokenOff(/TASK /, missingFile)).toMatchObject({ verdict: 'refused', explanation: missingFile });
	});

	async function stoppedWith(row: object) {
		const request = scene.request();
		const approved = { ...(await scene.semaphore.inspect(request)), commit: 'b'.repeat(40) };
		const { reference } = await scene.semaphore.start({ ...request, approved });
		scene.server.state().looksPerPhase = 0;
		const task = scene.server.state().tasks.at(-1);
		if (!task) throw new Error('no task');
		Object.assign(task, { status: 'running', commit_hash: 'a'.repeat(40), ...row });
		const { outcome } = await scene.end({ runId: request.runId, reference });
		expect(task.status).toBe('stopped');
		expect(outcome?.explanation).toMatch(/b+ was approved; the task was stopped/);
		return outcome?.verdict;
	}

	test('a task with another commit that was stopped is refused only before Ansible began', async () => {
		expect(await stoppedWith({ status: 'starting' })).toBe('refused');
		expect(await stoppedWith({ start: now() })).toBe('failed');
		expect(await stoppedWith({ start: now(), stored: 99 })).toBe('failed');
		expect(await stoppedWith({ stored: 99 })).toBe('failed');
	});
});
