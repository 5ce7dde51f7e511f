import { openAwxScene, type AwxScene } from '../support/awxScene';
import { awxComplaints, completedAwx } from '../support/awxSpec';
import { describeWithSpec } from '../support/vendorSpec';

describeWithSpec("AWX's API as its code has it", 'awx/awx-24.6.1.handwritten.openapi3.json', (document) => {
	let scene: AwxScene;
	beforeAll(async () => {
		scene = await openAwxScene();
		scene.template({ survey: [{ variable: 'password', type: 'password', required: false }] });
		const whole = scene.request({
			limit: { kind: 'names', names: ['web1.example.com'] },
			inventory: { kind: 'path', path: 'Servers' },
			variables: { site: 'acme', count: 3 },
			secretVariables: { password: 'CANARY' },
			tags: ['a'],
			skipTags: ['b'],
			check: true,
			diff: true,
			verbosity: 3,
			forks: 4,
		});
		await scene.awx.start({ ...whole, approved: await scene.awx.inspect(whole) });
		await scene.end(whole);
		await scene.awx.cancel({ runId: whole.runId, reference: '', check: true, secrets: [] });
		const long = scene.request();
		const { reference } = await scene.awx.start(long);
		await scene.awx.cancel({ runId: long.runId, reference, check: false, secrets: [] });
		scene.template({ name: 'By label', asks: ['ask_labels_on_launch'] });
		await scene.awx.start(scene.request({ work: { kind: 'playbook', playbook: 'By label' } }));
		await scene.awx.inventory({ kind: 'default' }, '');
		await scene.awx.test();
	});
	afterAll(async () => await scene.close());

	test('has every request that is made', () => {
		const spec = completedAwx(document);
		const requests = scene.server.requests();
		expect(requests.length).toBeGreaterThan(25);
		expect(requests.flatMap((request) => awxComplaints(spec, request))).toEqual([]);
	});

	test('and the stand-in answers as it says', async () => {
		const spec = completedAwx(document);
		const { jobs, templates } = scene.server.state();
		const paths = ['/ping/', '/me/', '/job_templates/', '/jobs/', `/jobs/${jobs[0]?.id ?? 0}/`]
			.concat(['job_events', 'job_host_summaries', 'cancel'].map((part) => `/jobs/${jobs[0]?.id ?? 0}/${part}/`))
			.concat(['', 'launch/', 'survey_spec/'].map((part) => `/job_templates/${templates[0]?.id ?? 0}/${part}`));
		for (const path of paths.map((one) => `/api/v2${one}`)) {
			const { status, body } = await get(path);
			expect([path, awxComplaints(spec, { method: 'GET', path, body: '' }, { status, body })]).toEqual([path, []]);
		}
		expect(await get('/api/v2/jobs/?extra_vars__icontains=x')).toMatchObject({ status: 403 });
		expect(await get('/api/v2/jobs/?nonsense=x')).toMatchObject({ status: 400 });
		expect(await get('/api/v2/jobs')).toMatchObject({ status: 301 });
	});

	const get = async (path: string) => {
		const { token } = scene.login.authentication as { token: string };
		const response = await fetch(`${scene.server.url}${path}`, {
			headers: { authorization: `Bearer ${token}` },
			redirect: 'manual',
		});
		const text = await response.text();
		return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
	};
});
