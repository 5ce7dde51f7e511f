import { OtherRunStarted, type RunRequest } from '../../core/ansible';
import { digestOf } from '../../core/ansible/api/requestDigest';
import type { AskSwitch } from '../../stack/standins/awx/state';
import { awxToken, openAwxScene, type AwxScene } from '../support/awxScene';
import { failureOf } from '../support/runRequests';

let scene: AwxScene;
beforeEach(async () => {
	scene = await openAwxScene();
});
afterEach(async () => await scene.close());

const jobs = () => scene.server.state().jobs;
const web1 = { kind: 'names', names: ['web1.example.com'] } as const;

describe('a job that is attached to again', () => {
	/** A launch whose answer nobody lived to read: AWX had ignored a field, and says so to nobody else. */
	async function launchedOtherwise(ignored: AskSwitch, given: Partial<RunRequest>, field: object) {
		const template = scene.template();
		const asks = [...template.asks];
		template.asks = asks.filter((one) => one !== ignored);
		const request = scene.request(given);
		const answer = await fetch(`${scene.server.url}/api/v2/job_templates/${template.id}/launch/`, {
			method: 'POST',
			headers: { authorization: `Bearer ${awxToken}`, 'content-type': 'application/json' },
			body: JSON.stringify({
				...field,
				extra_vars: { msp_run_id: request.runId, msp_request: digestOf(request) },
			}),
		});
		expect(await answer.json()).toMatchObject({ ignored_fields: field });
		return { request, template, asks };
	}

	test.each<[string, AskSwitch, Partial<RunRequest>, object, RegExp]>([
		[
			'on all hosts',
			'ask_limit_on_launch',
			{ limit: web1 },
			{ limit: 'web1.example.com' },
			/runs on all hosts instead of 'web1.example.com'/,
		],
		['for real', 'ask_job_type_on_launch', { check: true }, { job_type: 'check' }, /runs as 'run' instead of 'check'/],
		['with all tags', 'ask_tags_on_launch', { tags: ['web'] }, { job_tags: 'web' }, /has the tags '' instead of 'web'/],
		[
			'with the slow ones',
			'ask_skip_tags_on_launch',
			{ skipTags: ['slow'] },
			{ skip_tags: 'slow' },
			/has the tags to skip '' instead of 'slow'/,
		],
		[
			'on another inventory',
			'ask_inventory_on_launch',
			{ inventory: { kind: 'path', path: 'Others' } },
			{ inventory: 3 },
			/runs on the inventory 2 instead of 3 \(Others\)/,
		],
	])('and runs %s is cancelled and told', async (_, ignored, given, field, words) => {
		scene.server.state().inventories.push({ id: 3, name: 'Others', script: { all: { hosts: ['x.example.com'] } } });
		const { request } = await launchedOtherwise(ignored, given, field);
		expect(jobs()).toHaveLength(1);
		const refused = await failureOf(scene.another().start(request));
		expect(refused.message).toMatch(words);
		expect(refused.message).toMatch(/cancelled at once, and is now canceled/);
		expect(jobs().map(({ status }) => status)).toEqual(['canceled']);
		await expect(scene.another().start(request)).rejects.toBeInstanceOf(OtherRunStarted);
	});

	test('is looked at also when the template is put right meanwhile, is gone, or the job has ended', async () => {
		const { request, template, asks } = await launchedOtherwise(
			'ask_limit_on_launch',
			{ limit: web1 },
			{ limit: 'web1.example.com' },
		);
		template.asks = asks;
		for (const job of jobs()) Object.assign(job, { status: 'successful', event_processing_finished: true });
		const told = /all hosts instead of 'web1.example.com'; it had ended before, as successful/;
		expect((await failureOf(scene.another().start(request))).message).toMatch(told);
		scene.server.state().templates.length = 0;
		expect((await failureOf(scene.another().start(request))).message).toMatch(told);
	});

	test('and is what was asked for is attached to, whatever became of the template', async () => {
		const template = scene.template();
		scene.server.state().looksPerPhase = 0;
		const request = scene.request({ limit: web1, tags: ['web'], variables: { site: 'a' }, check: true });
		const { reference } = await scene.awx.start(request);
		template.asks = [];
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference });
		scene.server.state().templates.length = 0;
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference });
		expect(jobs().map(({ status }) => status)).toEqual(['pending']);
	});
});
