import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { If } from 'n8n-nodes-base/dist/nodes/If/If.node';
import { ExecuteWorkflow } from 'n8n-nodes-base/dist/nodes/ExecuteWorkflow/ExecuteWorkflow/ExecuteWorkflow.node';
import { ExecuteWorkflowTrigger } from 'n8n-nodes-base/dist/nodes/ExecuteWorkflow/ExecuteWorkflowTrigger/ExecuteWorkflowTrigger.node';
import type { INode } from 'n8n-workflow';
import { createHarness, type WorkflowJson } from '../support/inProcessN8n';
import { Fetch, Halve, Receive, SampleKeyApi, SampleLoginApi } from '../support/inProcess/sampleNodes';

const halve = 'sample.halve';
const nodes = { [halve]: Halve, 'sample.fetch': Fetch, 'sample.receive': Receive };
const number = '={{ $json.number }}';
const numbers = (...given: number[]) => given.map((value) => ({ number: value }));
const node = (name: string, type: string, parameters: INode['parameters'] = {}, typeVersion = 1): INode => ({
	id: name,
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
});
const to = (...names: string[]) => ({ main: names.map((name) => [{ node: name, type: 'main' as const, index: 0 }]) });

describe('one node', () => {
	const harness = createHarness({ nodes });

	test('runs on each item and leads each result back to its input', async () => {
		const { items } = await harness.node(halve, { number }, numbers(2, 8));
		expect(items('N')).toEqual([
			{ json: { half: 1 }, pairedItem: { item: 0 } },
			{ json: { half: 4 }, pairedItem: { item: 1 } },
		]);
	});

	test('stops at an error that names the item', async () => {
		const { error, run } = await harness.node(halve, { number }, numbers(2, 3));
		expect(error).toMatchObject({ message: '3 is odd', context: { itemIndex: 1 } });
		expect(run.status).toBe('error');
	});

	test('goes on with the error in its item when it continues on fail', async () => {
		const { output, error } = await harness.node(halve, { number }, numbers(2, 3), {
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(output('N')).toEqual([{ half: 1 }, { error: '3 is odd' }]);
	});

	test('sends what failed to the error output and the rest to their own', async () => {
		const sorted = { number, sorted: true };
		const { output } = await harness.node(halve, sorted, numbers(2, 3, 500), { onError: 'continueErrorOutput' });
		expect([output('N', 0), output('N', 1), output('N', 2)]).toEqual([
			[{ half: 1 }],
			[{ half: 250 }],
			[{ error: '3 is odd' }],
		]);
	});
});

describe('a workflow', () => {
	const branch: WorkflowJson = {
		nodes: [
			node('Halve', halve, { number }),
			node('Small?', 'n8n-nodes-base.if', {
				conditions: { number: [{ value1: '={{ $json.half }}', operation: 'smaller', value2: 10 }] },
			}),
			node('Small', halve, { number: '={{ $json.half }}' }),
			node('Large', halve, { number: '={{ $json.half }}' }),
		],
		connections: { Halve: to('Small?'), 'Small?': to('Small', 'Large') },
	};

	test('follows its connections', async () => {
		const harness = createHarness({ nodes: { ...nodes, 'n8n-nodes-base.if': If } });
		const { output, order, error } = await harness.run(branch, {
			start: 'Halve',
			items: numbers(4, 400).map((json) => ({ json })),
		});
		expect(error).toBeUndefined();
		expect(new Set(order)).toEqual(new Set(['Halve', 'Small?', 'Small', 'Large']));
		expect([output('Small'), output('Large')]).toEqual([[{ half: 1 }], [{ half: 100 }]]);
	});

	test('does not run a node whose data is pinned', async () => {
		const harness = createHarness({ nodes: { ...nodes, 'n8n-nodes-base.if': If } });
		const pinData = { 'Small?': [{ json: { half: 12 } }] };
		const { output } = await harness.run(branch, { start: 'Small?', pinData });
		expect(output('Small')).toEqual([{ half: 6 }]);
	});

	describe('with a sub-workflow', () => {
		const parent: WorkflowJson = {
			nodes: [
				node('Call', 'n8n-nodes-base.executeWorkflow', { workflowId: { __rl: true, mode: 'id', value: 'half' } }, 1.2),
				node('Again', halve, { number: '={{ $json.half }}' }),
			],
			connections: { Call: to('Again') },
		};
		const half: WorkflowJson = {
			nodes: [
				node('Start', 'n8n-nodes-base.executeWorkflowTrigger', { inputSource: 'passthrough' }, 1.1),
				node('Halve', halve, { number }),
			],
			connections: { Start: to('Halve') },
		};
		const harness = createHarness({
			nodes: {
				...nodes,
				'n8n-nodes-base.executeWorkflow': ExecuteWorkflow,
				'n8n-nodes-base.executeWorkflowTrigger': ExecuteWorkflowTrigger,
			},
			workflows: { half },
		});
		const given = (value: number) => ({ start: 'Call', items: [{ json: { number: value } }] });

		test('works on with what it gives back', async () => {
			const { output, error } = await harness.run(parent, given(12));
			expect(error).toBeUndefined();
			expect(output('Again')).toEqual([{ half: 3 }]);
		});

		test('fails with its words', async () => {
			const { error, order } = await harness.run(parent, given(7));
			expect(error?.message).toBe('7 is odd');
			expect(order).toEqual(['Call']);
		});
	});
});

describe('a webhook', () => {
	const harness = createHarness({ nodes });
	const flow: WorkflowJson = {
		nodes: [node('Receive', 'sample.receive'), node('Halve', halve, { number })],
		connections: { Receive: to('Halve') },
	};
	const rawBody = '{"number":  10}';

	test('starts the workflow with what the node gives', async () => {
		const { execution, response } = await harness.webhook(flow, 'Receive', {
			headers: { 'Content-Type': 'application/json' },
			rawBody,
		});
		expect(execution?.output('Receive')).toEqual([{ number: 10, bytes: rawBody.length }]);
		expect(execution?.output('Halve')).toEqual([{ half: 5 }]);
		expect(response.headersSent).toBe(false);
	});

	test('starts nothing when the node answers by itself', async () => {
		const { execution, response, result } = await harness.webhook(flow, 'Receive', { rawBody });
		expect(execution).toBeUndefined();
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response).toMatchObject({ statusCode: 400, body: { error: 'JSON only' }, headersSent: true });
	});

	test('remembers between its methods what the node keeps', async () => {
		const call = async (method: 'checkExists' | 'create' | 'delete', staticData?: object) =>
			await harness.webhookMethod(flow, 'Receive', method, { ...staticData });
		expect((await call('checkExists')).result).toBe(false);
		const { staticData } = await call('create');
		expect((await call('checkExists', staticData)).result).toBe(true);
		expect((await call('delete', staticData)).staticData).toEqual({});
	});
});

describe('credentials', () => {
	let server: Server;
	let url: string;
	beforeAll(async () => {
		server = createServer((request, response) => {
			const key = request.headers['x-key'];
			response.writeHead(key === 'wrong' ? 401 : 200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ asked: request.url, locked: key === 'locked' }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => server.close());

	const harnessWith = (key: string) =>
		createHarness({
			nodes,
			credentialTypes: { SampleKeyApi, SampleLoginApi },
			credentials: { sampleKeyApi: { url, key } },
		});

	test('sign the requests of a node', async () => {
		const { output } = await harnessWith('secret').node('sample.fetch', { url: `${url}/things` }, [{}]);
		expect(output('N')).toMatchObject([{ asked: '/things?version=2' }]);
		const { error } = await harnessWith('wrong').node('sample.fetch', { url: `${url}/things` }, [{}]);
		expect(error).toMatchObject({ httpCode: '401' });
	});

	test('are tested by their own request', async () => {
		const { testCredential } = harnessWith('');
		expect(await testCredential('sampleKeyApi', { url, key: 'secret' })).toMatchObject({ status: 'OK' });
		expect(await testCredential('sampleKeyApi', { url, key: 'wrong' })).toEqual({
			status: 'Error',
			message: 'Authorization failed - please check your credentials',
		});
		expect(await testCredential('sampleKeyApi', { url, key: 'locked' })).toEqual({
			status: 'Error',
			message: 'The account is locked',
		});
	});

	test('are tested by the function of a node, with the defaults of their type', async () => {
		const { testCredential } = harnessWith('');
		expect(await testCredential('sampleLoginApi', { user: 'known' })).toEqual({ status: 'OK', message: 'Welcome' });
		expect(await testCredential('sampleLoginApi', {})).toMatchObject({ status: 'Error' });
	});

	test('are there for a list search', async () => {
		const found = await harnessWith('').searchList('sample.fetch', 'findWords', { parameters: { url }, filter: 'o' });
		expect(found.results.map(({ value }) => value)).toEqual([
			JSON.stringify([url, 'one']),
			JSON.stringify([url, 'two']),
		]);
	});
});
