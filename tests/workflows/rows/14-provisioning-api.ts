import { expectSetUp } from '../../support/expectSetUp';
import type { WorkflowScene } from '../../support/workflowScene';
import { started } from '../orders';
import type { Row } from '../row';

/** A call with the API's key. */
const call = ({ secrets }: WorkflowScene, given: { query?: Record<string, string>; body?: object }, key?: string) => ({
	request: {
		method: given.body ? ('POST' as const) : ('GET' as const),
		headers: { 'x-api-key': key ?? secrets.provisioningApiKey, 'content-type': 'application/json' },
		query: given.query ?? {},
		rawBody: given.body ? JSON.stringify(given.body) : '',
	},
});

const gift = {
	customerCode: 'linden-bakery',
	planCode: 'starter',
	domain: 'by-hand.example',
	reference: 't-1',
	reason: 'a gift',
};

/** A task that has failed and was rolled back. */
async function failed(scene: WorkflowScene, domain: string): Promise<string> {
	await scene.placeOn('web1');
	await scene.servers.web1.allowDatabases(0);
	const taskId = await started(scene, domain);
	await scene.play('msp-11-provision-hosting-account', 'When Called', { items: [{ taskId }] });
	await scene.servers.web1.allowDatabases(2);
	return taskId;
}

const taskIdOf = async (scene: WorkflowScene, domain: string) => (await scene.task(domain))?.taskId ?? '';

export const provisioningApi: readonly Row[] = [
	...['POST start', 'POST manual', 'POST retry', 'GET task', 'GET tasks', 'GET failed', 'POST clear-failed'].map(
		(start): Row => ({
			title: `${start}: refuses a call without the key`,
			start,
			given: (scene) => call(scene, start.startsWith('POST') ? { body: gift } : {}, 'wrong'),
			answer: { status: 403 },
		}),
	),
	{
		title: 'GET statistics: refuses a call without the key',
		start: 'GET statistics',
		given: (scene) => call(scene, {}, 'wrong'),
		answer: { status: 403 },
	},
	{
		title: 'starts by hand, and sets up',
		start: 'POST manual',
		given: (scene) => call(scene, { body: gift }),
		answer: { status: 202, body: { created: true } },
		last: 'Answer manual',
		then: async (scene) => await expectSetUp(scene, 'by-hand.example'),
	},
	{
		title: 'starts by hand once for a reference',
		start: 'POST manual',
		given: (scene) => call(scene, { body: gift }),
		answer: { status: 202, body: { created: false } },
		last: 'Answer manual',
		then: async (scene) => await expectSetUp(scene, 'by-hand.example'),
	},
	{
		title: 'shows a task',
		start: 'GET task',
		given: async (scene) => call(scene, { query: { taskId: await taskIdOf(scene, 'by-hand.example') } }),
		answer: { status: 200, body: { domain: 'by-hand.example', status: 'completed' } },
		last: 'Answer task',
	},
	{
		title: 'refuses to show with the field and the reason',
		start: 'GET task',
		given: (scene) => call(scene, { query: { taskId: 'nonsense' } }),
		answer: { status: 422, body: { error: "'taskId' must be a task ID [item 0]" } },
		last: 'Answer task',
	},
	{
		title: 'lists as many tasks of a status as are asked for',
		start: 'GET tasks',
		given: async (scene) => {
			for (const domain of ['listed-1.example', 'listed-2.example']) {
				const taskId = await started(scene, domain);
				await scene.play('msp-11-provision-hosting-account', 'When Called', { items: [{ taskId }] });
			}
			return call(scene, { query: { status: 'completed', limit: '2' } });
		},
		answer: { status: 200, body: { tasks: [{ status: 'completed' }, { status: 'completed' }] } },
		last: 'Answer tasks',
	},
	{
		title: 'refuses to list by a status that there is not',
		start: 'GET tasks',
		given: (scene) => call(scene, { query: { status: 'asleep' } }),
		answer: { status: 422, body: { error: expect.stringContaining('completed') as unknown } },
		last: 'Answer tasks',
	},
	{
		title: 'lists nothing as nothing',
		start: 'GET failed',
		given: (scene) => call(scene, {}),
		answer: { status: 200, body: { tasks: [] } },
		last: 'Answer failed',
	},
	{
		title: 'lists what failed',
		start: 'GET failed',
		given: async (scene) => {
			await failed(scene, 'failed.example');
			return call(scene, {});
		},
		answer: { status: 200, body: { tasks: [{ domain: 'failed.example', errorClass: 'limit' }] } },
		last: 'Answer failed',
	},
	{
		title: 'counts',
		start: 'GET statistics',
		given: (scene) => call(scene, { query: { days: '1' } }),
		answer: { status: 200, body: { days: 1, completed: 3, failed: 1 } },
		last: 'Answer statistics',
	},
	{
		title: 'retries what failed, when its cause is mended',
		start: 'POST retry',
		given: async (scene) => call(scene, { body: { taskId: await taskIdOf(scene, 'failed.example') } }),
		answer: { status: 202 },
		last: 'Answer retry',
		then: async ({ task, onPanels }) => {
			expect(await task('failed.example')).toMatchObject({ status: 'completed', serviceStatus: 'active' });
			expect((await onPanels('failed.example')).accounts).toMatchObject([{ certificateAsked: true }]);
		},
	},
	{
		title: 'refuses to retry what is through',
		start: 'POST retry',
		given: async (scene) => call(scene, { body: { taskId: await taskIdOf(scene, 'failed.example') } }),
		answer: { status: 422, body: { error: expect.stringContaining('completed') as unknown } },
		last: 'Answer retry',
	},
	{
		title: 'clears what failed',
		start: 'POST clear-failed',
		given: async (scene) => {
			await failed(scene, 'cleared.example');
			return call(scene, { body: {} });
		},
		answer: { status: 200, body: { cleared: 1 } },
		last: 'Answer clear-failed',
	},
	{
		title: 'starts the task of a service once',
		start: 'POST start',
		given: async (scene) => {
			const taskId = await started(scene, 'to-start.example');
			const serviceId = (await scene.task('to-start.example'))?.subjectId;
			expect(taskId).toBeTruthy();
			return call(scene, { body: { serviceId } });
		},
		answer: { status: 202, body: { created: false } },
		last: 'Answer start',
		then: async (scene) => await expectSetUp(scene, 'to-start.example'),
	},
	{
		title: 'refuses to start for a service that there is not',
		start: 'POST start',
		given: (scene) => call(scene, { body: { serviceId: 'nonsense' } }),
		answer: { status: 422, body: { error: expect.stringContaining("'serviceId'") as unknown } },
		last: 'Answer start',
	},
];
