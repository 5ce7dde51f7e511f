import { OtherRunStarted } from '../../core/ansible';
import { digestOf } from '../../core/ansible/api/requestDigest';
import { failureOf } from '../support/runRequests';
import { openSemaphoreScene, type SemaphoreScene } from '../support/semaphoreScene';

let scene: SemaphoreScene;
beforeEach(async () => {
	scene = await openSemaphoreScene();
});
afterEach(async () => await scene.close());

const posts = () => scene.server.requests().filter(({ name }) => /^POST .*\/tasks$/.test(name));
const bodies = () => posts().map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const tasks = () => scene.server.state().tasks;
const web1 = { kind: 'names', names: ['web1.example.com'] } as const;

describe('a run', () => {
	test('is started with what was asked, and read host by host from the log', async () => {
		scene.template({
			play: [
				{ task: 'Write the site', on: { '*': { kind: 'changed', res: { diff: { before: 'old', after: 'new' } } } } },
				{
					task: 'Restart',
					on: {
						'web1.example.com': { kind: 'ignored', res: { msg: 'never mind' } },
						'web2.example.com': { kind: 'failed', res: { msg: 'no such unit', stderr: 'systemd says no' } },
						'db1.example.com': { kind: 'unreachable', res: { msg: 'Connection timed out' } },
					},
				},
			],
		});
		const request = scene.request({ variables: { site: 'acme', count: 2 }, tags: ['web'], diff: true, forks: 7 });
		const started = await scene.semaphore.start(request);
		expect(started).toMatchObject({
			existing: false,
			reference: '1/700',
			origin: { commit: null, hosts: ['db1.example.com', 'web1.example.com', 'web2.example.com'] },
		});
		expect(bodies()[0]).toMatchObject({
			message: `msp_run_id=${request.runId} time=600 request=${digestOf(request)}`,
			environment: '{"site":"acme","count":2}',
			arguments: '["--forks=7"]',
			params: { dry_run: false, diff: true, tags: ['web'] },
		});
		const { outcome, log } = await scene.end({ runId: request.runId, reference: started.reference });
		expect(outcome).toMatchObject({
			verdict: 'failed',
			explanation: expect.stringContaining("web2.example.com failed at 'Restart': no such unit"),
			origin: { commit: 'a'.repeat(40) },
		});
		const host = (name: string) => outcome?.hosts.find((one) => one.host === `${name}.example.com`);
		expect(host('web1')).toMatchObject({
			status: 'changed',
			ignoredTasks: [{ task: 'Restart', message: 'never mind' }],
			failedTasks: [],
		});
		expect(host('web2')).toMatchObject({
			status: 'failed',
			failedTasks: [{ task: 'Restart', message: 'no such unit\nsystemd says no' }],
			changes: [{ task: 'Write the site', done: true, before: 'old', after: 'new' }],
		});
		expect(host('db1')).toMatchObject({ status: 'unreachable', counts: { ok: 1, unreachable: 1 } });
		expect(log).not.toContain('\u001b');
		expect(log.match(/TASK \[Restart\]/g)).toHaveLength(1);
		expect(outcome?.notReported).toEqual(expect.arrayContaining([expect.stringContaining('set_stats')]));
	});

	test('tells rescued, looped and censored failures', async () => {
		scene.template({
			play: [
				{ task: 'Try', on: { '*': { kind: 'rescued', res: { msg: 'first way failed' } } } },
				{
					task: 'Loop',
					on: {
						'web1.example.com': {
							kind: 'failed',
							res: {
								results: [
									{ item: 'a', failed: true, msg: 'a is wrong' },
									{ item: 'b', failed: true, msg: 'b too' },
								],
							},
						},
						'web2.example.com': { kind: 'failed', res: { _ansible_no_log: true, msg: 'CANARY' } },
						'db1.example.com': { kind: 'ok' },
					},
				},
			],
		});
		const request = scene.request();
		await scene.semaphore.start(request);
		const { outcome } = await scene.end(request);
		expect(outcome?.hosts).toMatchObject([
			{ rescuedTasks: [{ task: 'Try' }], failedTasks: [{ item: 'a', message: 'a is wrong' }, { item: 'b' }] },
			{ failedTasks: [{ message: 'censored' }] },
			{ status: 'ok', rescuedTasks: [{ task: 'Try' }], failedTasks: [] },
		]);
	});

	test('on no host is none', async () => {
		scene.template();
		scene.server.state().inventories[0] = {
			id: 3,
			project_id: 1,
			name: 'Servers',
			type: 'file',
			inventory: 'hosts.ini',
		};
		const request = scene.request({ limit: web1 });
		await scene.semaphore.start(request);
		expect((await scene.end(request)).outcome).toMatchObject({
			verdict: 'nothing_ran',
			explanation: expect.stringContaining('leaves us with no hosts'),
		});
	});

	test('in check mode is one in both ways of the API', async () => {
		scene.template();
		const newer = scene.request({ check: true });
		await scene.semaphore.start(newer);
		expect((await scene.end({ ...newer, check: true })).outcome).toMatchObject({
			check: true,
			verdict: 'ok',
			warnings: [],
		});
		scene.server.state().version = '2.10.22';
		const older = scene.request({ check: true, limit: web1 });
		await scene.another().start(older);
		expect((await scene.end({ ...older, check: true })).outcome).toMatchObject({
			check: true,
			hosts: [{ host: 'web1.example.com' }],
		});
	});
});

describe('what the template does not allow is refused before a start', () => {
	// https://github.com/semaphoreui/semaphore/issues/3029 and 2820: since 2.13.0 the limit is stored and not used.
	test.each([
		['a limit', 'allow_override_limit', { limit: web1 }, /would run on all hosts.*Limit/],
		['tags', 'allow_override_tags', { tags: ['web'] }, /would run all of them.*Tags/],
		['tags to skip', 'allow_override_skip_tags', { skipTags: ['slow'] }, /would skip none/],
		['verbosity', 'allow_debug', { verbosity: 2 }, /Debug/],
		['another inventory', 'allow_override_inventory', { inventory: { kind: 'path', path: 'Others' } }, /Inventory/],
	] as const)('%s', async (_what, name, given, words) => {
		const template = scene.template();
		template.task_params = { ...template.task_params, [name]: false };
		scene.server
			.state()
			.inventories.push({ id: 4, project_id: 1, name: 'Others', type: 'static', inventory: 'web1.example.com\n' });
		const { message, remedy } = await failureOf(scene.semaphore.start(scene.request(given)));
		expect(`${message} ${remedy}`).toMatch(words);
		await expect(scene.semaphore.inspect(scene.request(given))).rejects.toThrow(/ignored/);
		expect(posts()).toEqual([]);
	});

	test('arguments, another application, a vault password', async () => {
		scene.template({ allow_override_args_in_task: false });
		await expect(scene.semaphore.start(scene.request({ become: true }))).rejects.toThrow(/--become/);
		await expect(scene.semaphore.start(scene.request({ vaultPassword: 'CANARY' }))).rejects.toThrow(/vaultPassword/);
		scene.template({ name: 'Tofu', app: 'tofu' });
		await expect(
			scene.semaphore.start(scene.request({ work: { kind: 'playbook', playbook: 'Tofu' } })),
		).rejects.toThrow(/tofu/);
		expect(posts()).toEqual([]);
	});

	test('all hosts, when the template has a limit of its own', async () => {
		const template = scene.template();
		template.task_params = { limit: ['web'] };
		await expect(scene.semaphore.start(scene.request())).rejects.toThrow(/all hosts.*'web'/);
		template.task_params = { limit: ['web'], allow_override_limit: true };
		await scene.semaphore.start(scene.request());
		expect(tasks()[0]?.ranOn).toHaveLength(3);
	});
});

test('a task that did not take over check mode is stopped at once', async () => {
	scene.template();
	const task = { id: 700, template_id: 20, status: 'waiting', limit: '', params: { limit: null } };
	scene.server.addFault({ path: 'POST .*/tasks$', kind: 'answer', status: 201, body: task });
	scene.server.addFault({ path: 'POST .*/tasks$', kind: 'answer', status: 201, body: task });
	const { message } = await failureOf(scene.semaphore.start(scene.request({ check: true })));
	expect(message).toMatch(/task 700 without check mode; it was stopped at once/);
	await expect(scene.semaphore.start(scene.request({ limit: web1 }))).rejects.toThrow(/without the limit/);
});

describe('one run for one ID', () => {
	test('a second start finds the first, and a lost answer was one start', async () => {
		scene.template();
		scene.server.addFault({ path: 'POST .*/tasks$', kind: 'drop_after' });
		const request = scene.request();
		expect(await scene.semaphore.start(request)).toMatchObject({ existing: false, reference: '1/700' });
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '1/700' });
		expect(tasks()).toHaveLength(1);
	});

	// Semaphore keeps the limit in the task and runs everywhere: semaphoreui/semaphore#3029.
	test('a second start looks again at what was ignored: the task is stopped, or told when it has ended', async () => {
		const template = scene.template();
		scene.server.state().looksPerPhase = 0;
		const request = scene.request({ limit: web1 });
		await scene.semaphore.start(request);
		expect(await scene.another().start(request)).toMatchObject({ existing: true });
		template.task_params.allow_override_limit = false;
		const stopped = await failureOf(scene.another().start(request));
		expect(stopped.message).toMatch(
			/task 700 and may have ignored the limit; it was stopped at once, and is now stopped/,
		);
		expect((await failureOf(scene.another().start(request))).message).toMatch(/it had ended before, as stopped/);
		await expect(scene.another().start(request)).rejects.toBeInstanceOf(OtherRunStarted);
		expect(tasks()).toHaveLength(1);
	});

	test('a secret that is too short to be taken out of the log starts nothing', async () => {
		scene.template();
		await expect(scene.semaphore.start(scene.request({ secretVariables: { pin: '123' } }))).rejects.toThrow(
			/'secretVariables' has "pin", whose value is shorter than 4/,
		);
		expect(tasks()).toEqual([]);
	});

	test('a second start stops a task that did not take over check mode', async () => {
		scene.template();
		scene.server.state().looksPerPhase = 0;
		const request = scene.request({ check: true });
		await scene.semaphore.start(request);
		for (const one of tasks()) Object.assign(one, { dry_run: false, params: { ...one.params, dry_run: false } });
		expect((await failureOf(scene.another().start(request))).message).toMatch(/task 700 without check mode/);
		expect(tasks().map(({ status }) => status)).toEqual(['stopped']);
	});

	test('a run ID that begins like another is another', async () => {
		scene.template();
		await scene.semaphore.start(scene.request({ runId: 'job-1' }));
		expect(await scene.semaphore.start(scene.request({ runId: 'job-1.2' }))).toMatchObject({ existing: false });
		expect(await scene.semaphore.start(scene.request({ runId: 'job-1' }))).toMatchObject({ existing: true });
	});

	test('of two at the same time the later one is stopped', async () => {
		scene.template();
		scene.server.state().looksPerPhase = 0;
		const request = scene.request();
		scene.server.addFault({ path: 'POST .*/tasks$', kind: 'hold_after', times: 2, delayMs: 300 });
		const [one, other] = await Promise.all([scene.semaphore.start(request), scene.another().start(request)]);
		expect([one.reference, other.reference]).toEqual(['1/700', '1/700']);
		expect(tasks().map(({ status }) => status)).toEqual(['waiting', 'stopped']);
	});

	test('it is found behind 200 other tasks', async () => {
		scene.template();
		const request = scene.request();
		await scene.semaphore.start(request);
		const [first] = tasks();
		if (first) for (let id = 1_000; id < 1_250; id++) tasks().push({ ...first, id, message: '' });
		expect(await scene.another().start(request)).toMatchObject({ existing: true, reference: '1/700' });
	});
});

describe('the end of a task', () => {
	// https://github.com/semaphoreui/semaphore/issues/3035: rows come in another order than they were written.
	test('is read from lines in any order, also when the last come late', async () => {
		scene.template();
		Object.assign(scene.server.state(), { unordered: true, lateLines: true });
		const request = scene.request({ limit: web1 });
		await scene.semaphore.start(request);
		const { outcome, log } = await scene.end(request);
		expect(outcome).toMatchObject({
			verdict: 'ok',
			hosts: [{ host: 'web1.example.com', status: 'changed' }],
			warnings: [],
		});
		expect(log.indexOf('PLAY [all]')).toBeLessThan(log.indexOf('PLAY RECAP'));
	});

	test('without the recap is told with a warning', async () => {
		const template = scene.template();
		const request = scene.request({ limit: web1 });
		await scene.semaphore.start(request);
		const [task] = tasks();
		if (task)
			task.lines = task.lines.slice(
				0,
				task.lines.findIndex((line) => line.startsWith('PLAY RECAP')),
			);
		expect((await scene.end(request)).outcome).toMatchObject({
			verdict: 'ok',
			hosts: [{ status: 'changed' }],
			warnings: [expect.stringContaining('without Ansible')],
		});
		expect(template.name).toBe('Deploy site');
	});

	test('is lost when somebody removed it', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.semaphore.start(request);
		scene.server.state().tasks = [];
		expect((await scene.end({ runId: request.runId, reference })).outcome?.verdict).toBe('lost');
		expect(await scene.semaphore.look({ runId: 'nobody', reference: '', check: false, secrets: [] })).toMatchObject({
			state: 'unknown',
		});
	});
});

describe('an empty 400 for a task', () => {
	const empty = { path: 'GET .*/tasks/700$', kind: 'answer', status: 400, body: '' } as const;

	test('is trouble as long as the lists have the task: it is not lost, and a cancel does not pass for made', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.semaphore.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		scene.server.addFault(empty);
		expect(await failureOf(scene.semaphore.look(name))).toMatchObject({ errorClass: 'unknown' });
		scene.server.addFault(empty);
		expect(await failureOf(scene.semaphore.cancel(name))).toMatchObject({ errorClass: 'unknown' });
		expect((await scene.end(name)).outcome?.verdict).toBe('ok');
	});

	test('is looked at again when the lists are too short to have it, and one with words is believed never', async () => {
		scene.template();
		const request = scene.request();
		const { reference } = await scene.semaphore.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		const [first] = tasks();
		if (first) for (let id = 1_000; id < 2_100; id++) tasks().push({ ...first, id, message: '' });
		scene.server.addFault(empty);
		expect((await scene.semaphore.look(name)).state).not.toBe('lost');
		scene.server.addFault({ ...empty, body: { error: 'database is locked' } });
		await expect(scene.semaphore.look(name)).rejects.toThrow(/database is locked/);
	});
});

test('a run whose start got no answer is looked for in its own project', async () => {
	scene.template();
	scene.server.state().projects.push({ id: 2, name: 'Elsewhere' });
	const elsewhere = scene.another({ project: 'Elsewhere' });
	const request = scene.request({ project: 'Servers' });
	await elsewhere.start(request);
	const name = { runId: request.runId, reference: '', check: false, secrets: [] };
	expect((await elsewhere.look(name)).state).toBe('unknown');
	expect((await elsewhere.look({ ...name, project: 'Servers' })).state).not.toBe('unknown');
	await elsewhere.close();
});

describe('a stop', () => {
	// https://github.com/semaphoreui/semaphore/issues/1737 and 1376: a graceful stop may do nothing.
	test('is made by force when the graceful one does nothing', async () => {
		scene.template();
		scene.server.state().deafToStop = true;
		const request = scene.request();
		const { reference } = await scene.semaphore.start(request);
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		while ((await scene.semaphore.look(name)).state !== 'running');
		scene.server.state().looksPerPhase = 0;
		await scene.semaphore.cancel({ ...name, reference: '' });
		const forced = scene.server.requests().filter(({ path }) => path.endsWith('/stop'));
		expect(forced.map(({ body }) => body)).toEqual(['{"force":false}', '{"force":true}']);
		expect((await scene.end(name)).outcome).toMatchObject({
			verdict: 'cancelled',
			leftovers: [expect.stringContaining('task 700')],
		});
		await scene.semaphore.cancel(name);
	});

	test('is made when a task runs longer than it may: Semaphore has no time limit', async () => {
		scene.template();
		const request = scene.request({ timeoutSeconds: 60 });
		const { reference } = await scene.semaphore.start(request);
		const [task] = tasks();
		scene.server.state().looksPerPhase = 0;
		Object.assign(task ?? {}, { status: 'running', start: new Date(Date.now() - 61_000).toISOString() });
		expect((await scene.end({ runId: request.runId, reference })).outcome).toMatchObject({ verdict: 'timed_out' });
		expect(task?.status).toBe('stopped');
	});

	test('is made when it runs another commit than was approved', async () => {
		scene.template();
		const request = scene.request();
		const origin = await scene.semaphore.inspect(request);
		const approved = { ...origin, commit: 'b'.repeat(40) };
		const { reference } = await scene.semaphore.start({ ...request, approved });
		const name = { runId: request.runId, reference, check: false, secrets: [] };
		scene.server.state().looksPerPhase = 0;
		Object.assign(tasks()[0] ?? {}, {
			status: 'running',
			start: new Date().toISOString(),
			commit_hash: 'a'.repeat(40),
		});
		expect((await scene.end(name)).outcome).toMatchObject({
			// It ran for a moment: what it did by then is for a person.
			verdict: 'failed',
			explanation: expect.stringContaining('b'.repeat(40)),
		});
		// Nobody looked while it ran.
		scene.server.state().looksPerPhase = 1;
		const fast = scene.request();
		await scene.semaphore.start({ ...fast, approved });
		Object.assign(tasks()[1] ?? {}, { status: 'success', commit_hash: 'a'.repeat(40) });
		expect((await scene.end(fast)).outcome).toMatchObject({
			verdict: 'failed',
			explanation: expect.stringMatching(/ran the commit a+, and b+ was approved/),
		});
		const other = { ...origin, inventoryHash: 'other' };
		await expect(scene.semaphore.start({ ...scene.request(), approved: other })).rejects.toThrow(
			/inventory has changed/,
		);
	});
});

describe('values are data', () => {
	test.each(['{{ x }}', '{% x %}', '{# x #}'])('%s is refused: an older Semaphore would evaluate it', async (value) => {
		scene.template();
		await expect(scene.semaphore.start(scene.request({ variables: { a: [value] } }))).rejects.toThrow(/evaluate/);
		await expect(scene.semaphore.start(scene.request({ secretVariables: { a: value } }))).rejects.toThrow(
			/secretVariables/,
		);
		expect(posts()).toEqual([]);
	});

	test('a secret variable is sent apart, and is in no error', async () => {
		scene.template();
		const request = scene.request({ secretVariables: { token: 'CANARY-secret' } });
		await scene.semaphore.start(request);
		expect(bodies()[0]).toMatchObject({ secret: '{"token":"CANARY-secret"}' });
		scene.server.addFault({
			path: 'POST .*/tasks$',
			kind: 'answer',
			status: 400,
			body: { error: 'bad CANARY-secret' },
		});
		const { message } = await failureOf(scene.semaphore.start({ ...request, runId: 'another' }));
		expect(message).toContain('bad [redacted]');
	});
});

describe('the log-in', () => {
	test('the test of the credential names what is missing', async () => {
		await expect(scene.semaphore.test()).rejects.toThrow(/no template for Ansible/);
		scene.template();
		expect(await scene.semaphore.test()).toBe('Semaphore 2.16.14-abcdef0-1750000000, project Servers with 1 template.');
		await expect(scene.another({ token: 'CANARY-no' }).test()).rejects.toMatchObject({ errorClass: 'auth' });
		await expect(scene.another({ project: '9' }).test()).rejects.toThrow(/no project 9/);
		await expect(scene.another({ project: 'Nothing' }).test()).rejects.toThrow(/no project 'Nothing'/);
		await expect(scene.another({ baseUrl: `${scene.server.url}/x` }).test()).rejects.toThrow(/other than Semaphore/);
	});

	test('a template that is not there is said, though Semaphore says nothing', async () => {
		await expect(scene.semaphore.start(scene.request())).rejects.toThrow(/no template 'Deploy site'/);
		scene.template();
		scene.server.addFault({ path: 'POST .*/tasks$', kind: 'answer', status: 500, body: '' });
		const { errorClass, message } = await failureOf(scene.semaphore.start(scene.request()));
		expect([errorClass, message]).toEqual(['unknown', expect.stringContaining('no reason given')]);
	});

	test('an inventory is listed where it is static, and said not to be elsewhere', async () => {
		const read = await scene.semaphore.inventory({ kind: 'path', path: 'Servers' }, '');
		expect(read.hosts['web1.example.com']).toEqual({ site: 'north' });
		expect(read.groups.db).toEqual({ hosts: ['db1.example.com'] });
		scene.server.state().inventories.push({ id: 5, project_id: 1, name: 'Files', type: 'file', inventory: 'hosts' });
		await expect(scene.semaphore.inventory({ kind: 'path', path: 'Files' }, '')).rejects.toThrow(/type 'file'/);
	});
});
