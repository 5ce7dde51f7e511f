import { OtherRunStarted, type RunRequest } from '../../core/ansible';
import { markIn, markText } from '../../core/ansible/semaphore/mark';
import { openSemaphoreApi, type Semaphore } from '../../core/ansible/semaphore/semaphore';
import { startTask } from '../../core/ansible/semaphore/start';
import { ExternalError } from '../../core/kernel/errors';
import { quick, shortPauses } from '../support/awxScene';
import { failureOf } from '../support/runRequests';
import { openSemaphoreScene, semaphoreToken, type SemaphoreScene } from '../support/semaphoreScene';

let scene: SemaphoreScene;
beforeEach(async () => {
	scene = await openSemaphoreScene();
	scene.server.state().looksPerPhase = 0;
});
afterEach(async () => await scene.close());

const tasks = () => scene.server.state().tasks;
const statuses = () => tasks().map(({ id, status }) => `${id} ${status}`);
const only = (name: string) => ({ kind: 'names', names: [`${name}.example.com`] }) as const;

describe('a run ID that is used again for another request', () => {
	const taken = { errorClass: 'exists', message: expect.stringMatching(/task 700 has the run ID .* left as it is/) };
	const others: Array<[string, Partial<RunRequest>, Partial<RunRequest>]> = [
		['other hosts', { limit: only('web1') }, { limit: only('web2') }],
		['all hosts', { limit: only('web1') }, { limit: { kind: 'all' } }],
		['other values of variables', { variables: { site: 'a' } }, { variables: { site: 'b' } }],
		['the changes of a check', { check: true }, { check: false }],
		['other tags', { tags: ['web'] }, { tags: ['db'] }],
	];

	test.each(others)('for %s is refused, and the running task stays', async (_, first, second) => {
		scene.template();
		const request = scene.request(first);
		await scene.semaphore.start(request);
		expect(await failureOf(scene.another().start({ ...request, ...second }))).toMatchObject(taken);
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '1/700' });
		expect(statuses()).toEqual(['700 waiting']);
	});

	test.each(others)('for %s is refused also when the task has no digest', async (_, first, second) => {
		scene.template();
		const request = scene.request(first);
		await scene.semaphore.start(request);
		for (const task of tasks()) task.message = `msp_run_id=${request.runId} time=600`;
		expect(await failureOf(scene.another().start({ ...request, ...second }))).toMatchObject(taken);
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '1/700' });
		expect(statuses()).toEqual(['700 waiting']);
	});

	test('and the template takes no limit any more: only a task of this request is stopped', async () => {
		const template = scene.template();
		const request = scene.request({ limit: only('web1') });
		await scene.semaphore.start(request);
		template.task_params.allow_override_limit = false;
		expect(await failureOf(scene.another().start({ ...request, limit: only('web2') }))).toMatchObject(taken);
		const [task] = tasks();
		if (task) task.message = `msp_run_id=${request.runId} time=600`;
		expect(await failureOf(scene.another().start(request))).toMatchObject(taken);
		expect(statuses()).toEqual(['700 waiting']);
	});

	test('the longest mark fits into a message', () => {
		const mark = {
			runId: 'r'.repeat(100),
			timeoutSeconds: 999_999_999,
			commit: 'a'.repeat(64),
			request: 'b'.repeat(32),
		};
		expect(markText(mark).length).toBeLessThanOrEqual(250);
		expect(markIn(markText(mark))).toEqual(mark);
		expect(markIn('msp_run_id=one time=5')).toEqual({ runId: 'one', timeoutSeconds: 5, commit: null, request: null });
	});
});

describe('two that start at the same time', () => {
	const api = () => openSemaphoreApi({ baseUrl: scene.server.url, token: semaphoreToken, project: 'Servers' }, quick);

	/** The API, beside which another execution starts right before this one. */
	function besides(other: RunRequest, { loses = false } = {}): Semaphore {
		const own = api();
		let started = false;
		return {
			...own,
			json: async (call, data) => {
				if (call.method !== 'POST' || !call.path.endsWith('/tasks')) return await own.json(call, data);
				if (!started) await startTask(api(), other, 'Servers', shortPauses);
				started = true;
				const answer = await own.json(call, data);
				if (loses) throw new ExternalError('transport', 'the connection was lost', '');
				return answer;
			},
		};
	}

	test('leave one task, also when the answer of the later one is lost', async () => {
		scene.template();
		const request = scene.request();
		const started = await startTask(besides(request, { loses: true }), request, 'Servers', shortPauses);
		expect(started.reference).toBe('1/700');
		expect(statuses()).toEqual(['700 waiting', '701 stopped']);
	});

	test('for different requests leave the first one, and the later one is refused', async () => {
		scene.template();
		const request = scene.request({ limit: only('web1') });
		for (const loses of [false, true]) {
			const other = { ...request, runId: `of-two-${String(loses)}`, limit: only('web2') };
			const mine = { ...request, runId: other.runId };
			expect(await failureOf(startTask(besides(other, { loses }), mine, 'Servers', shortPauses))).toMatchObject({
				errorClass: 'exists',
			});
		}
		expect(statuses()).toEqual(['700 waiting', '701 stopped', '702 waiting', '703 stopped']);
	});

	test('and the later task does not end: it is named', async () => {
		scene.template();
		Object.assign(scene.server.state(), { deafToStop: true, deafToForce: true });
		const request = scene.request();
		const error: unknown = await startTask(besides(request), request, 'Servers', shortPauses).catch(
			(thrown: unknown) => thrown,
		);
		expect(error).toBeInstanceOf(OtherRunStarted);
		expect(error).toMatchObject({ reference: '1/701', message: expect.stringMatching(/task 701 besides task 700/) });
	});
});

test('a task that is not what was asked and does not end is named as what goes on', async () => {
	scene.template();
	const request = scene.request({ check: true });
	await scene.semaphore.start(request);
	for (const one of tasks()) Object.assign(one, { dry_run: false, params: { ...one.params, dry_run: false } });
	Object.assign(scene.server.state(), { deafToStop: true, deafToForce: true });
	await expect(scene.another().start(request)).rejects.toMatchObject({ reference: '1/700' });
	Object.assign(scene.server.state(), { deafToStop: false, deafToForce: false });
	await expect(scene.another().start(request)).rejects.toMatchObject({ reference: undefined });
});
