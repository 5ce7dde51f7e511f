import { openAwxScene, type AwxScene } from '../support/awxScene';
import { failureOf } from '../support/runRequests';

let scene: AwxScene;
beforeEach(async () => {
	scene = await openAwxScene('/api/controller/v2');
});
afterEach(async () => await scene.close());

test('the API is where the credential says, and every path ends with a slash', async () => {
	scene.template();
	const request = scene.request();
	await scene.awx.start(request);
	await scene.end(request);
	await scene.awx.cancel({ runId: request.runId, reference: '', check: false, secrets: [] });
	const paths = scene.server.requests().map(({ path }) => path.split('?')[0] ?? '');
	expect(paths.filter((path) => !/^\/api\/controller\/v2\/.*\/$/.test(path))).toEqual([]);
});

// https://github.com/ansible/awx/issues/13929 and 11139: a redirect turns the launch into a look.
test('a redirect is told with where it leads, and is not followed', async () => {
	const location = 'https://gateway.example.com/api/';
	scene.server.addFault({ path: '/ping/', kind: 'answer', status: 302, headers: { location }, times: 5 });
	const { message, remedy } = await failureOf(scene.awx.test());
	expect(message).toContain(`points to ${location}`);
	expect(remedy).toContain('MSP AWX credential');
});

test('the test of the credential names what is missing', async () => {
	const user = scene.server.state().users[0];
	scene.template();
	expect(await scene.awx.test()).toBe('AWX 24.6.1 as n8n, who sees 1 job template.');
	const basic = { kind: 'password', username: 'n8n', password: 'CANARY-awx-password' } as const;
	expect(await scene.another({ authentication: basic }).test()).toContain('as n8n');
	if (user) user.sees = 'nothing';
	await expect(scene.awx.test()).rejects.toThrow(/n8n, who may see no job template/);
	await expect(scene.another({ apiPrefix: '/api/v2' }).test()).rejects.toThrow(/a page \('Not Found'\)/);
	const wrong = scene.another({ authentication: { kind: 'token', token: 'CANARY-wrong' } });
	const { errorClass, message } = await failureOf(wrong.test());
	expect([errorClass, message]).toEqual(['auth', expect.stringContaining('credentials were not provided')]);
	expect(message).not.toContain('CANARY');
});

test('who may only execute can run, and AWX then tells no commit and no hosts', async () => {
	const user = scene.server.state().users[0];
	if (user) user.sees = 'templates';
	scene.template();
	const request = scene.request();
	expect(await scene.awx.start(request)).toMatchObject({ origin: { commit: null, inventoryHash: null, hosts: null } });
	expect((await scene.end(request)).outcome?.verdict).toBe('ok');
	await expect(scene.awx.inventory({ kind: 'path', path: '2' }, '')).rejects.toMatchObject({
		errorClass: 'permission',
	});
});

test('the inventory is listed with its groups and variables, and narrowed by a limit', async () => {
	const read = await scene.awx.inventory({ kind: 'path', path: 'Servers' }, '');
	expect(read.hosts['web1.example.com']).toEqual({ site: 'north' });
	expect(read.groups.web).toEqual({ hosts: ['web1.example.com', 'web2.example.com'], variables: { http_port: 80 } });
	expect(read.groups.all).toMatchObject({ children: ['ungrouped', 'web', 'db'] });
	const narrow = await scene.awx.inventory({ kind: 'default' }, '', { kind: 'names', names: ['db'] });
	expect(Object.keys(narrow.hosts)).toEqual(['db1.example.com']);
	await expect(scene.awx.inventory({ kind: 'path', path: 'Nowhere' }, '')).rejects.toThrow(/no inventory.*'Nowhere'/);
});

test('two templates of one name are not chosen between', async () => {
	scene.template();
	scene.template();
	await expect(scene.awx.start(scene.request())).rejects.toThrow(/several job templates.*10 and 11/);
	await scene.awx.start(scene.request({ work: { kind: 'playbook', playbook: '11' } }));
	expect(scene.server.state().jobs[0]?.job_template).toBe(11);
	const missing = { kind: 'playbook', playbook: 'Nothing' } as const;
	await expect(scene.awx.start(scene.request({ work: missing }))).rejects.toMatchObject({ errorClass: 'not_found' });
	await expect(
		scene.awx.start(scene.request({ work: { kind: 'module', module: 'ping', arguments: {} } })),
	).rejects.toThrow(/job templates only/);
});

test.each([
	['429', { status: 429, body: { detail: 'Request was throttled.' } }, 'busy', /throttled/],
	[
		'a page of the proxy',
		{ status: 502, headers: { 'content-type': 'text/html' }, body: '<title>Bad Gateway</title>' },
		'unknown',
		/a page \('Bad Gateway'\)/,
	],
	[
		'a service page',
		{ status: 503, headers: { 'content-type': 'text/html' }, body: '<title>Soon back</title>' },
		'busy',
		/Soon back/,
	],
	[
		'half an answer',
		{ status: 200, body: '{"count": 1, "results": [{"id":' },
		'invalid',
		/something else instead of JSON/,
	],
	['an answer of another form', { status: 200, body: { count: 1, results: [{ id: 'x' }] } }, 'unknown', /unknown form/],
] as const)('%s is told for what it is', async (_what, answer, errorClass, words) => {
	scene.template();
	scene.server.addFault({ path: 'GET .*/job_templates/', kind: 'answer', times: 9, ...answer });
	const failure = await failureOf(scene.awx.start(scene.request()));
	expect([failure.errorClass, failure.message]).toEqual([errorClass, expect.stringMatching(words)]);
	expect(failure.message).not.toContain('CANARY');
});

test('a look that is answered by 429 once is repeated, and a launch is not', async () => {
	scene.template();
	scene.server.addFault({ path: 'GET .*/launch/', kind: 'answer', status: 429 });
	await scene.awx.start(scene.request());
	scene.server.addFault({ path: 'POST .*/launch/', kind: 'answer', status: 429, body: { detail: 'slow down' } });
	await expect(scene.awx.start(scene.request())).rejects.toMatchObject({ errorClass: 'busy' });
	expect(scene.server.state().jobs).toHaveLength(1);
});

test('half an answer to a launch leaves open what became of it', async () => {
	scene.template();
	scene.server.addFault({ path: 'POST .*/launch/', kind: 'answer', status: 201, body: '{"id": 100, "sta' });
	await expect(scene.awx.start(scene.request())).rejects.toMatchObject({ errorClass: 'unknown', outcomeUnknown: true });
});

test('a refused launch has AWX’s own words, and no password in them', async () => {
	scene.template({ passwords: ['vault_password'] });
	scene.server.addFault({
		path: 'POST .*/launch/',
		kind: 'answer',
		status: 400,
		body: { resources_needed_to_start: ['Job Template project is missing.'], echo: ['CANARY-vault'] },
	});
	const { errorClass, message } = await failureOf(scene.awx.start(scene.request({ vaultPassword: 'CANARY-vault' })));
	expect([errorClass, message]).toEqual(['invalid', expect.stringContaining('Job Template project is missing.')]);
	expect(message).not.toContain('CANARY');
});
