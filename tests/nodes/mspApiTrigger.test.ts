import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import { createApiKey, listRefusals, revokeApiKey, type KeyOrder } from '../../core/apiKeys';
import { MspApiAnswer } from '../../nodes/MspApiAnswer/MspApiAnswer.node';
import { MspApiTrigger } from '../../nodes/MspApiTrigger/MspApiTrigger.node';
import { maxBodyBytes } from '../../nodes/MspApiTrigger/jsonBody';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { nodeNamed, workflowOf } from '../support/inProcess/run';
import { createHarness, type WebhookRequest } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const types = {
	trigger: 'n8n-nodes-msp.mspApiTrigger',
	answer: 'n8n-nodes-msp.mspApiAnswer',
	task: 'n8n-nodes-msp.mspTask',
	customers: 'n8n-nodes-msp.mspCustomers',
};

let database: TestDatabase;
let key: string;
beforeAll(async () => {
	database = await createTestDatabase();
	key = await newKey();
});
afterAll(async () => await database.drop());

const newKey = async (more: Partial<KeyOrder> = {}) => {
	const order = { name: 'a test', scopes: ['things:write'], perMinute: 60_000, expiresAt: null, ...more };
	return (await createApiKey(database, order)).secret;
};

const harness = (connection: object = {}) =>
	createHarness({
		nodes: {
			[types.trigger]: MspApiTrigger,
			[types.answer]: MspApiAnswer,
			[types.task]: MspTask,
			[types.customers]: MspCustomers,
		},
		credentials: { mspDatabaseApi: { ...databaseCredential(database), ...connection } },
	});

const node = (name: string, type: string, parameters: INode['parameters'], more: Partial<INode> = {}): INode => ({
	...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters },
	credentials: { mspDatabaseApi: { id: 'mspDatabaseApi', name: 'MSP Database' } },
	...more,
});

const fields = {
	field: [
		{ name: 'note', type: 'text', required: true },
		{ name: 'count', type: 'number' },
		{ name: 'all', type: 'boolean' },
		{ name: 'ids', type: 'list' },
	],
};

/** A route that answers with what it got. */
function flow(parameters: INode['parameters'] = {}) {
	const trigger = { method: 'POST', path: 'things', scope: 'things:write', fields, ...parameters };
	return {
		nodes: [
			node('Trigger', types.trigger, trigger),
			node('Answer', types.answer, { status: 201, body: '={{ { got: $json } }}' }),
		],
		connections: { Trigger: { main: [[{ node: 'Answer', type: 'main' as const, index: 0 }]] } },
	};
}

const deliver = async (request: WebhookRequest, parameters?: INode['parameters'], connection?: object) =>
	await harness(connection).webhook(flow(parameters), 'Trigger', request);

const json = { 'content-type': 'application/json' };
const post = (body: unknown, more: Readonly<Record<string, string>> = {}): WebhookRequest => ({
	method: 'POST',
	headers: { ...json, 'x-api-key': key, ...more },
	rawBody: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a call with its key', () => {
	test('starts the workflow with its fields and a few headers, and gets its answer', async () => {
		const { execution, response } = await deliver(
			post({ note: 'Grüße', ids: ['a', 'b'], all: false, count: 0 }, { 'user-agent': 'shop/1', 'x-request-id': 'r-1' }),
		);
		expect(execution?.output('Trigger')).toEqual([
			{
				method: 'POST',
				path: 'things',
				query: {},
				body: { note: 'Grüße', ids: ['a', 'b'], all: false, count: 0 },
				headers: { 'content-type': 'application/json', 'user-agent': 'shop/1', 'x-request-id': 'r-1' },
				apiKey: { keyId: expect.any(String), name: 'a test', prefix: key.slice(0, 12), scopes: ['things:write'] },
			},
		]);
		expect(response.headersSent).toBe(false);
		expect(execution?.responses).toMatchObject([{ statusCode: 201, body: { got: { body: { note: 'Grüße' } } } }]);
	});

	test('may send it as a bearer token', async () => {
		const { execution } = await deliver(post({ note: 'x' }, { 'x-api-key': '', authorization: `Bearer ${key}` }));
		expect(execution?.output('Trigger')).toHaveLength(1);
	});

	test('gives its fields in the address where there is no body', async () => {
		const query = { note: 'x', count: '12', all: 'true', ids: 'a, b' };
		const { execution } = await deliver({ method: 'GET', headers: { 'x-api-key': key }, query }, { method: 'GET' });
		expect(execution?.output('Trigger')).toMatchObject([
			{ query: { note: 'x', count: 12, all: true, ids: ['a', 'b'] }, body: {} },
		]);
	});
});

const refusals: ReadonlyArray<[code: string, status: number, request: () => WebhookRequest, more?: object]> = [
	['missing_key', 401, () => post({ note: 'x' }, { 'x-api-key': '' })],
	['missing_key', 401, () => post({ note: 'x' }, { authorization: 'Bearer another' })],
	['missing_key', 401, () => post({ note: 'x' }, { 'x-api-key': '', authorization: 'Basic eDp5' })],
	['unknown_key', 401, () => post({ note: 'x' }, { 'x-api-key': 'canary-wrong-key' })],
	['wrong_method', 405, () => ({ method: 'GET', headers: { 'x-api-key': key } })],
	['wrong_method', 405, () => ({ method: 'DELETE' })],
	['wrong_content_type', 415, () => post('note=x', { 'content-type': 'application/x-www-form-urlencoded' })],
	['wrong_content_type', 415, () => post('{"note":"x"}', { 'content-type': 'application/jsonp' })],
	['malformed_body', 400, () => post('{"note": ')],
	['malformed_body', 400, () => post('')],
	['malformed_body', 400, () => ({ ...post(''), rawBody: Buffer.from([0x22, 0xff, 0x22]) })],
	['too_large', 413, () => post({ note: 'x'.repeat(maxBodyBytes) })],
	['too_large', 413, () => post({ note: 'x' }, { 'content-length': '99999999' })],
	['not_an_object', 422, () => post('null')],
	['not_an_object', 422, () => post('["note"]')],
	['not_an_object', 422, () => post('"note"')],
	['unknown_field', 422, () => post({ note: 'x', noteX: 1 }), { field: 'noteX' }],
	['unknown_field', 422, () => post('{"note": "x", "__proto__": {"all": true}}'), { field: '__proto__' }],
	['unknown_field', 422, () => ({ ...post({ note: 'x' }), query: { note: 'x' } }), { field: 'note' }],
	['missing_field', 422, () => post({}), { field: 'note' }],
	['missing_field', 422, () => post({ note: '  ' }), { field: 'note' }],
	['wrong_type', 422, () => post({ note: null }), { field: 'note', detail: "'note' is null, and must be a text." }],
	['wrong_type', 422, () => post({ note: 'x', count: '1' }), { field: 'count' }],
	['wrong_type', 422, () => post({ note: 'x', all: 'yes' }), { field: 'all' }],
	['wrong_type', 422, () => post({ note: 'x', ids: 'a' }), { field: 'ids' }],
	['wrong_type', 422, () => post({ note: 'x', ids: [1] }), { field: 'ids' }],
	['too_long', 422, () => post({ note: 'x'.repeat(2001) }), { field: 'note' }],
	['too_long', 422, () => post({ note: 'x', ids: Array(1001).fill('a') }), { field: 'ids' }],
];

describe('a refused call', () => {
	test.each(refusals)(
		'%s: %i, nothing starts, and a caller knows what to do',
		async (code, status, request, more = {}) => {
			const { execution, response } = await deliver(request());
			expect(execution).toBeUndefined();
			expect(response).toMatchObject({ statusCode: status, headers: { 'content-type': 'application/problem+json' } });
			expect(response.body).toMatchObject({ code, status, ...more });
			const { type, title, detail, remedy } = response.body as Record<string, string>;
			expect(type).toMatch(new RegExp(`^https://.*#${code}$`));
			for (const words of [title, detail, remedy]) expect(words).toMatch(/^[A-Z'].+/);
			expect(JSON.stringify(response)).not.toMatch(/canary|\[item|expected|undefined/);
		},
	);

	test('by a key that is over, or may not do this, or does too much, says so', async () => {
		const told = async (secret: string) => (await deliver(post({ note: 'x' }, { 'x-api-key': secret }))).response;
		const past = await newKey({ expiresAt: new Date('2001-01-01T00:00:00Z') });
		expect(await told(past)).toMatchObject({ statusCode: 401, body: { code: 'expired_key' } });
		const { apiKey, secret: revoked } = await createApiKey(database, {
			...{ name: 'ended', scopes: ['things:write'], perMinute: 1, expiresAt: null },
		});
		await revokeApiKey(database, apiKey.keyId);
		expect(await told(revoked)).toMatchObject({ statusCode: 401, body: { code: 'revoked_key' } });
		const reader = await newKey({ scopes: ['things:read'] });
		expect(await told(reader)).toMatchObject({ statusCode: 403, body: { code: 'missing_scope' } });

		const slow = await newKey({ perMinute: 1 });
		const answers = [await told(slow), await told(slow), await told(slow)];
		const refused = answers.find(({ statusCode }) => statusCode === 429);
		expect(refused?.body).toMatchObject({ code: 'too_many_calls', remedy: expect.stringContaining('seconds') });
		expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
		expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60);
	});

	test('says which method the address takes, and that a key is wanted', async () => {
		expect((await deliver({ method: 'PUT' })).response.headers).toMatchObject({ allow: 'POST' });
		expect((await deliver(post({}, { 'x-api-key': '' }))).response.headers['www-authenticate']).toMatch(/^Bearer/);
	});

	test('is put off when the store is down, in words that tell nothing of it', async () => {
		const { execution, response } = await deliver(post({ note: 'x' }), {}, { port: 1 });
		expect(execution).toBeUndefined();
		expect(response).toMatchObject({ statusCode: 503, body: { code: 'unavailable' } });
		expect(response.headers['retry-after']).toBe('30');
		expect(JSON.stringify(response)).not.toMatch(/ECONNREFUSED|127\.0|postgres/i);
	});

	test('leaves a count, and nothing of itself', async () => {
		const before = await database.dump();
		await deliver(post({ note: 'canary-note' }, { 'x-api-key': 'canary-wrong-key' }), { path: 'counted' });
		const counts = async () =>
			(await database.store.asStaff(async (transaction) => await listRefusals(transaction, 1))).filter(
				({ route }) => route === 'counted',
			);
		for (let tries = 0; tries < 100 && (await counts()).length === 0; tries++) await new Promise(setImmediate);
		expect(await counts()).toMatchObject([{ code: 'unknown_key', count: 1 }]);
		const after = await database.dump();
		expect(after).not.toContain('canary');
		expect(after.split('\n').length - before.split('\n').length).toBeLessThan(10);
	});
});

/** Ways in which somebody sends a key where it does not belong. */
const disguises: ReadonlyArray<(secret: string) => string> = [
	(secret) => secret,
	(secret) => `my key is ${secret}, thanks`,
	(secret) => encodeURIComponent(`"${secret}"`),
	(secret) => Buffer.from(secret).toString('base64'),
	(secret) => Buffer.from(`user:${secret}`).toString('base64'),
	(secret) => JSON.stringify({ secret }),
];

test('whatever a caller sends along, no key and no secret header reaches the execution or the store', async () => {
	const secretPart = key.slice(13);
	const canary = 'canary-5f1c9a2b7d3e4f60';
	const headerNames = fc.constantFrom(
		...['cookie', 'proxy-authorization', 'x-auth-token', 'x-amz-security-token', 'stripe-signature', 'x-csrf-token'],
		...['x-secret', 'password', 'x-forwarded-authorization', 'x-gitlab-token', 'www-authenticate'],
	);
	const shown = fc.constantFrom('user-agent', 'x-request-id', 'x-correlation-id', 'idempotency-key', 'accept-language');
	const disguised = fc.constantFrom(...disguises.map((disguise) => disguise(key)));
	const seen: string[] = [];
	await fc.assert(
		fc.asyncProperty(
			fc.dictionary(headerNames, fc.constant(canary)),
			fc.dictionary(shown, disguised),
			fc.boolean(),
			disguised,
			fc.array(disguised, { maxLength: 3 }),
			async (hidden, visible, bearer, note, ids) => {
				const credential: Record<string, string> = bearer ? { 'x-api-key': '', authorization: `bearer ${key}` } : {};
				const { execution } = await deliver(post({ note, ids }, { ...hidden, ...visible, ...credential }));
				expect(execution?.output('Trigger')).toHaveLength(1);
				seen.push(JSON.stringify([execution?.run, execution?.responses]));
			},
		),
		{ numRuns: 60 },
	);
	const all = seen.join('\n') + (await database.dump());
	const telling = [secretPart, canary, Buffer.from(secretPart).toString('base64').slice(4, -4)];
	expect(telling.filter((text) => all.includes(text))).toEqual([]);
	expect(all).toContain('[redacted]');
});

test('any JSON is either a call with declared fields only, or a problem', async () => {
	const field = fc.constantFrom('note', 'count', 'all', 'ids', 'other', '__proto__', 'constructor', 'toString');
	const body = fc.oneof(
		fc.json(),
		fc.dictionary(field, fc.jsonValue({ maxDepth: 2 })).map((one) => JSON.stringify(one)),
	);
	await fc.assert(
		fc.asyncProperty(body, async (rawBody) => {
			const { execution, response } = await deliver({ ...post(''), rawBody });
			if (execution) {
				const [{ body: got } = {}] = execution.output('Trigger');
				expect(['note', 'count', 'all', 'ids']).toEqual(expect.arrayContaining(Object.keys(got as object)));
				expect(typeof (got as { note: unknown }).note).toBe('string');
			} else {
				expect(response.statusCode).toBe(422);
				expect(response.body).toHaveProperty('remedy');
			}
		}),
		{ numRuns: 150 },
	);
});

test('registers every method of its address, so that it can refuse; or its own only', () => {
	const [webhook = { path: '', httpMethod: '' }] = new MspApiTrigger().description.webhooks ?? [];
	expect(webhook).toMatchObject({ isFullPath: true, responseMode: 'responseNode' });
	// n8n reads the expression or calls the function, as its version is: both must say the same.
	type Resolvers = Record<string, { template: string; resolve(parameters: INode['parameters']): unknown }>;
	const resolvers = Reflect.get(webhook, Symbol.for('n8n.webhookDescriptionResolvers')) as Resolvers;
	for (const [refuseOtherMethods, expected] of [
		[true, 'DELETE,GET,PATCH,POST,PUT'],
		[false, 'GET'],
	] as const) {
		const parameters = { method: 'GET', path: 'things/list', refuseOtherMethods };
		const workflow = workflowOf(harness().world, flow(parameters));
		const trigger = nodeNamed(workflow, 'Trigger');
		const asked = (['httpMethod', 'path'] as const).map((field) => [
			workflow.expression.getSimpleParameterValue(trigger, webhook[field], 'internal', {}),
			resolvers[field]?.resolve(trigger.parameters),
			resolvers[field]?.template === webhook[field],
		]);
		expect(asked).toEqual([
			[expected, expected, true],
			['things/list', 'things/list', true],
		]);
	}
});

test.each([
	[{}, undefined],
	[{ scope: 'everything' }, 'scope'],
	[{ path: ' ' }, 'path'],
	[{ fields: { field: [{ name: 'a b' }] } }, 'field'],
	[{ fields: { field: [{ name: 'a' }, { name: 'a' }] } }, 'fields'],
])('is published only with parameters that are right: %j', async (parameters, wrong) => {
	const published = harness().webhookMethod(flow(parameters), 'Trigger', 'checkExists');
	if (wrong === undefined) expect(await published).toMatchObject({ result: true });
	else await expect(published).rejects.toMatchObject({ context: { failure: { field: expect.stringMatching(wrong) } } });
});

describe('MSP API Answer', () => {
	/** What a caller of `GET task` gets. */
	async function answerTo(taskId: string, connection: object = {}) {
		const get = { resource: 'task', operation: 'get', taskId };
		const executed = await harness(connection).run(
			{
				nodes: [node('Get', types.task, get, { onError: 'continueErrorOutput' }), node('Answer', types.answer, {})],
				connections: {
					Get: {
						main: [
							[{ node: 'Answer', type: 'main' as const, index: 0 }],
							[{ node: 'Answer', type: 'main' as const, index: 0 }],
						],
					},
				},
			},
			{ start: 'Get', mode: 'trigger' },
		);
		return executed.responses[0];
	}

	test.each([
		['nonsense', {}, 422, { code: 'invalid', field: 'taskId', detail: "'taskId' must be a task ID" }],
		['00000000-0000-4000-8000-000000000000', {}, 404, { code: 'not_found', field: 'taskId' }],
		['00000000-0000-4000-8000-000000000000', { port: 1 }, 503, { code: 'transport' }],
	])('tells what failed with %s %j as %i', async (taskId, connection, statusCode, body) => {
		const sent = await answerTo(taskId, connection);
		expect(sent).toMatchObject({ statusCode, headers: { 'content-type': 'application/problem+json' }, body });
		expect(JSON.stringify(sent)).not.toMatch(/\[item|ECONN|127\.0|Invalid input|expected/);
		expect(sent?.headers['retry-after']).toBe(statusCode === 503 ? '30' : undefined);
	});
});

test('MSP Customers lists the keys and ends one, and never shows a key', async () => {
	const { apiKey, secret } = await createApiKey(database, {
		...{ name: 'to end', scopes: ['things:write'], perMinute: 60, expiresAt: null },
	});
	const { keyId } = apiKey;
	const run = async (operation: string, parameters: INode['parameters']) =>
		(await harness().node(types.customers, { resource: 'apiKey', operation, ...parameters }, [{}])).output('N');
	const before = await run('list', { returnAll: true, filters: { statuses: ['active'] } });
	expect(before).toContainEqual(expect.objectContaining({ keyId, name: 'to end', perMinute: 60, lastUsedAt: null }));
	expect(await run('revoke', { keyId })).toMatchObject([{ keyId, status: 'revoked', changed: true }]);
	expect(await run('revoke', { keyId })).toMatchObject([{ keyId, status: 'revoked', changed: false }]);
	const after = await run('list', { returnAll: true, filters: { statuses: ['revoked'] } });
	expect(after).toContainEqual(expect.objectContaining({ keyId }));
	expect((await deliver(post({ note: 'x' }, { 'x-api-key': secret }))).response.statusCode).toBe(401);
	expect(await run('listRefused', { days: 1 })).toContainEqual(expect.objectContaining({ code: 'unknown_key' }));
	expect(JSON.stringify([before, after])).not.toMatch(/keyHash|key_hash/);
	expect(JSON.stringify([before, after])).not.toContain(secret.slice(13));
});
