import { OtherRunStarted, type RunRequest } from '../../core/ansible';
import { openAwxApi, type Awx } from '../../core/ansible/awx/awx';
import { startJob } from '../../core/ansible/awx/start';
import { ExternalError } from '../../core/kernel/errors';
import { openAwxScene, quick, shortPauses, type AwxScene } from '../support/awxScene';
import { failureOf } from '../support/runRequests';

let scene: AwxScene;
beforeEach(async () => {
	scene = await openAwxScene();
	scene.server.state().looksPerPhase = 0;
});
afterEach(async () => await scene.close());

const jobs = () => scene.server.state().jobs;
const statuses = () => jobs().map(({ id, status }) => `${id} ${status}`);
const only = (name: string) => ({ kind: 'names', names: [`${name}.example.com`] }) as const;

describe('a run ID that is used again for another request', () => {
	const taken = { errorClass: 'exists', message: expect.stringMatching(/job 100 has the run ID .* left as it is/) };

	test.each<[string, Partial<RunRequest>, Partial<RunRequest>]>([
		['other hosts', { limit: only('web1') }, { limit: only('web2') }],
		['other values of variables', { variables: { site: 'a' } }, { variables: { site: 'b' } }],
		['a check', {}, { check: true }],
		['fewer tags', { tags: ['web'] }, { tags: [] }],
	])('for %s is refused, and the running job stays', async (_, first, second) => {
		scene.template();
		const request = scene.request(first);
		await scene.awx.start(request);
		expect(await failureOf(scene.another().start({ ...request, ...second }))).toMatchObject(taken);
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '100' });
		expect(statuses()).toEqual(['100 pending']);
	});

	test('is refused as well where the ID is a label, and a longer ID is another', async () => {
		scene.template({ asks: ['ask_labels_on_launch', 'ask_limit_on_launch'] });
		const request = scene.request({ runId: 'job-1', limit: only('web1') });
		await scene.awx.start(request);
		const other = { ...request, limit: only('web2') };
		expect(await failureOf(scene.another().start(other))).toMatchObject(taken);
		expect(await scene.another().start({ ...other, runId: 'job-1.2' })).toMatchObject({ existing: false });
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '100' });
		expect(statuses()).toEqual(['100 pending', '101 pending']);
	});

	test.each<[string, Partial<RunRequest>]>([
		['hosts', { limit: only('web2') }],
		['values', { variables: { site: 'b' } }],
	])('whose job has no digest is compared by its %s, and stays', async (_, second) => {
		scene.template();
		const request = scene.request({ limit: only('web1'), variables: { site: 'a' } });
		await scene.awx.start(request);
		for (const job of jobs()) job.extra_vars = JSON.stringify({ site: 'a', msp_run_id: request.runId });
		expect(await failureOf(scene.another().start({ ...request, ...second }))).toMatchObject(taken);
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '100' });
		expect(statuses()).toEqual(['100 pending']);
	});

	test('a secret has no part in what everybody may see of the request', async () => {
		scene.template({ survey: [{ variable: 'token', type: 'password', required: false }] });
		const request = scene.request({ secretVariables: { token: 'CANARY-1' } });
		await scene.awx.start(request);
		const other = { ...request, secretVariables: { token: 'CANARY-2' } };
		expect(await scene.another().start(other)).toMatchObject({ existing: true });
	});
});

describe('two that launch at the same time', () => {
	/** The API, beside which another execution launches right before this one. */
	function besides(other: RunRequest, { loses = false } = {}): Awx {
		const api = openAwxApi(scene.login, quick);
		let launched = false;
		return {
			...api,
			json: async (call, data) => {
				if (call.method !== 'POST' || !call.path.endsWith('/launch/')) return await api.json(call, data);
				if (!launched) await startJob(openAwxApi(scene.login, quick), other, shortPauses);
				launched = true;
				const answer = await api.json(call, data);
				if (loses) throw new ExternalError('transport', 'the connection was lost', '');
				return answer;
			},
		};
	}

	test('leave one job, also when the answer of the later one is lost', async () => {
		scene.template();
		const request = scene.request();
		const started = await startJob(besides(request, { loses: true }), request, shortPauses);
		expect(started.reference).toBe('100');
		expect(statuses()).toEqual(['100 pending', '101 canceled']);
	});

	test('for different requests leave the first one, and the later one is refused', async () => {
		scene.template();
		const request = scene.request({ limit: only('web1') });
		for (const loses of [false, true]) {
			const other = { ...request, runId: `of-two-${String(loses)}`, limit: only('web2') };
			const mine = { ...request, runId: other.runId };
			expect(await failureOf(startJob(besides(other, { loses }), mine, shortPauses))).toMatchObject({
				errorClass: 'exists',
			});
		}
		expect(statuses()).toEqual(['100 pending', '101 canceled', '102 pending', '103 canceled']);
	});

	test('and the later job does not end: it is named', async () => {
		scene.template();
		scene.server.state().deafToCancel = true;
		const request = scene.request();
		const error: unknown = await startJob(besides(request), request, shortPauses).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(OtherRunStarted);
		expect(error).toMatchObject({ reference: '101', message: expect.stringMatching(/job 101 besides job 100/) });
	});
});

test('a job that is not what was asked and does not end is named as what goes on', async () => {
	scene.template();
	Object.assign(scene.server.state(), { turnOffAtLaunch: ['ask_limit_on_launch'], deafToCancel: true });
	const request = scene.request({ limit: only('web1') });
	await expect(scene.awx.start(request)).rejects.toMatchObject({ reference: '100' });
	scene.server.state().deafToCancel = false;
	await expect(scene.awx.start(request)).rejects.toMatchObject({ reference: undefined });
});
