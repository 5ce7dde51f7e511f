import { createApiKey } from '../../../core/apiKeys';
import { expectSetUp } from '../../support/expectSetUp';
import type { WorkflowScene } from '../../support/workflowScene';
import { started } from '../orders';
import type { Row } from '../row';

type Given = { query?: Record<string, string>; body?: object | null; rawBody?: string; type?: string };

/** A call with the API's key, or with another one. */
const call = ({ secrets }: WorkflowScene, { query, body, rawBody, type }: Given, key = secrets.apiKey) => {
	const posted = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
	return {
		request: {
			method: posted === undefined ? ('GET' as const) : ('POST' as const),
			headers: { ...(key !== '' && { 'x-api-key': key }), 'content-type': type ?? 'application/json' },
			query: query ?? {},
			rawBody: posted ?? '',
		},
	};
};

/** What a refused call gets. */
const refused = (status: number, code: string, more: object = {}) => ({
	status,
	headers: { 'content-type': 'application/problem+json' },
	body: { status, code, title: expect.any(String) as unknown, remedy: expect.any(String) as unknown, ...more },
});

const routes = {
	'POST start': 'write',
	'POST manual': 'write',
	'POST retry': 'write',
	'GET task': 'read',
	'GET tasks': 'read',
	'GET failed': 'read',
	'POST clear-failed': 'write',
	'GET statistics': 'read',
} as const;

/** A key with one scope. */
async function keyFor({ backOffice }: WorkflowScene, scope: string): Promise<string> {
	const order = { name: scope, scopes: [scope], perMinute: 600, expiresAt: null };
	return (await createApiKey(backOffice, order)).secret;
}

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

const absent = { taskId: '00000000-0000-4000-8000-000000000000' };

const uncleared = async ({ count }: WorkflowScene) =>
	await count(`select count(*) from msp.task where status = 'failed' and cleared_at is null`);

/** Bodies that say neither which failures nor all of them: the title, the call, the answer and the node that gave it. */
const notUnderstood: ReadonlyArray<[string, Given, object, string?]> = [
	['an empty object', { body: {} }, refused(422, 'invalid', { field: 'taskIds' }), 'Answer clear-failed'],
	['no tasks', { body: { taskIds: [] } }, refused(422, 'invalid', { field: 'taskIds' }), 'Answer clear-failed'],
	['not all', { body: { all: false } }, refused(422, 'invalid', { field: 'taskIds' }), 'Answer clear-failed'],
	['all, but no tasks', { body: { all: true, taskIds: [] } }, refused(422, 'invalid'), 'Answer clear-failed'],
	['a field of another name', { body: absent }, refused(422, 'unknown_field', { field: 'taskId' })],
	['a text for the list', { body: { taskIds: '' } }, refused(422, 'wrong_type', { field: 'taskIds' })],
	['null for the list', { body: { taskIds: null } }, refused(422, 'wrong_type', { field: 'taskIds' })],
	['a word for all', { body: { all: 'true' } }, refused(422, 'wrong_type', { field: 'all' })],
	['a list', { body: [absent.taskId] }, refused(422, 'not_an_object')],
	['null', { body: null }, refused(422, 'not_an_object')],
	['no body', { rawBody: '', type: 'application/json' }, refused(400, 'malformed_body')],
	['half a body', { rawBody: '{"taskIds": [' }, refused(400, 'malformed_body')],
	['a form', { rawBody: 'taskIds=1', type: 'application/x-www-form-urlencoded' }, refused(415, 'wrong_content_type')],
	['plain text', { rawBody: JSON.stringify({ all: true }), type: 'text/plain' }, refused(415, 'wrong_content_type')],
];

export const provisioningApi: readonly Row[] = [
	...Object.entries(routes).flatMap(([start, right]): Row[] => {
		const other = right === 'read' ? 'write' : 'read';
		const given = start.startsWith('POST') ? { body: gift } : {};
		return [
			{
				title: `${start}: refuses a call without a key`,
				start,
				given: (scene) => call(scene, given, ''),
				answer: refused(401, 'missing_key'),
			},
			{
				title: `${start}: refuses a key that may only ${other}`,
				start,
				given: async (scene) => call(scene, given, await keyFor(scene, `provisioning:${other}`)),
				answer: refused(403, 'missing_scope'),
			},
			{
				title: `${start}: refuses a field that it does not take`,
				start,
				given: (scene) => call(scene, given.body ? { body: { surprise: 1 } } : { query: { surprise: '1' } }),
				answer: refused(422, 'unknown_field', { field: 'surprise' }),
			},
		];
	}),
	{
		title: 'starts by hand, and sets up',
		start: 'POST manual',
		given: (scene) => call(scene, { body: gift }),
		answer: { status: 202, body: { created: true } },
		last: 'Run manual',
		then: async (scene) => await expectSetUp(scene, 'by-hand.example'),
	},
	{
		title: 'starts by hand once for a reference',
		start: 'POST manual',
		given: (scene) => call(scene, { body: gift }),
		answer: { status: 202, body: { created: false } },
		last: 'Run manual',
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
		answer: refused(422, 'invalid', { field: 'taskId', detail: "'taskId' must be a task ID" }),
		last: 'Answer task',
	},
	...(['GET task', 'POST retry'] as const).map(
		(start): Row => ({
			title: `${start}: says that there is no such task`,
			start,
			given: (scene) => call(scene, start === 'GET task' ? { query: absent } : { body: absent }),
			answer: refused(404, 'not_found', { field: 'taskId' }),
			last: start === 'GET task' ? 'Answer task' : 'Answer retry',
		}),
	),
	{
		title: 'says that there is no such customer',
		start: 'POST manual',
		given: (scene) => call(scene, { body: { ...gift, customerCode: 'nobody', reference: 't-2', domain: 'other.example' } }),
		answer: refused(404, 'not_found', { field: 'customerCode' }),
		last: 'Answer manual',
	},
	{
		title: 'says that another order serves the domain',
		start: 'POST manual',
		given: (scene) => call(scene, { body: { ...gift, reference: 't-3' } }),
		answer: refused(409, 'conflict', { field: 'domain' }),
		last: 'Answer manual',
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
		answer: refused(422, 'invalid', { detail: expect.stringContaining('completed') as unknown }),
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
		answer: { status: 202, body: { retried: true } },
		last: 'Run retry',
		then: async ({ task, onPanels }) => {
			expect(await task('failed.example')).toMatchObject({ status: 'completed', serviceStatus: 'active' });
			expect((await onPanels('failed.example')).accounts).toMatchObject([{ certificateAsked: true }]);
		},
	},
	{
		title: 'refuses to retry what is through',
		start: 'POST retry',
		given: async (scene) => call(scene, { body: { taskId: await taskIdOf(scene, 'failed.example') } }),
		answer: refused(409, 'conflict', { field: 'taskId', detail: "'taskId' is completed" }),
		last: 'Answer retry',
	},
	...notUnderstood.map(
		([title, given, answer, last]): Row => ({
			title: `clears nothing: ${title}`,
			start: 'POST clear-failed',
			given: async (scene) => {
				if ((await uncleared(scene)) === 0) await failed(scene, 'cleared.example');
				return call(scene, given);
			},
			answer,
			last,
			then: async (scene) => expect(await uncleared(scene)).toBe(1),
		}),
	),
	{
		title: 'clears the failures that are named, and no others',
		start: 'POST clear-failed',
		given: async (scene) => {
			await failed(scene, 'also-failed.example');
			return call(scene, { body: { taskIds: [await taskIdOf(scene, 'also-failed.example')] } });
		},
		answer: { status: 200, body: { cleared: 1 } },
		last: 'Answer clear-failed',
		then: async (scene) => expect(await uncleared(scene)).toBe(1),
	},
	{
		title: 'clears all failures when it is told so',
		start: 'POST clear-failed',
		given: (scene) => call(scene, { body: { all: true } }),
		answer: { status: 200, body: { cleared: 1 } },
		last: 'Answer clear-failed',
		then: async (scene) => expect(await uncleared(scene)).toBe(0),
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
		last: 'Run start',
		then: async (scene) => await expectSetUp(scene, 'to-start.example'),
	},
	{
		title: 'refuses to start for a service that there is not',
		start: 'POST start',
		given: (scene) => call(scene, { body: { serviceId: 'nonsense' } }),
		answer: refused(422, 'invalid', { field: 'serviceId' }),
		last: 'Answer start',
	},
];
