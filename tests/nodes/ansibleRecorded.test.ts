import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { RunRequest } from '../../core/ansible';
import { openVault } from '../../core/kernel/encryption';
import type { TaskOffice } from '../../core/tasks';
import { taskKinds } from '../../nodes/shared/taskKinds';
import { ansibleInMemory, onHosts, type MemoryNodeSettings } from '../support/ansibleNode';
import { letTimePass, seedPlan, seedService, seedTask } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const key = randomBytes(32);
let database: TestDatabase;
let office: TaskOffice;
let plan: Awaited<ReturnType<typeof seedPlan>>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = { store: database.store, vault: openVault({ current: { version: 1, key } }), kinds: taskKinds };
	plan = await seedPlan(office, 'recorded', [5, 5]);
});
afterAll(async () => await database.drop());

const openNode = (settings: MemoryNodeSettings = {}) =>
	ansibleInMemory({ ...settings, database: databaseCredential(database, key) });
const page = 'https://n8n.example.com/webhook/msp/ansible';

async function claimedTask(node: ReturnType<typeof openNode>, domain: string): Promise<string> {
	const taskId = await seedTask(office, plan, domain);
	await node.task('task.claim', { taskId });
	return taskId;
}

describe('the record of runs', () => {
	test('a run is recorded with who started it, and without its secrets', async () => {
		const node = openNode({ runs: [{ hosts: { web2: 'failed' }, log: 'pin canary-4711' }] });
		const secretVariables = { row: [{ name: 'pin', value: '={{ "canary-" + 4711 }}' }] };
		const options = { runKey: 'recorded-1', tags: 'users' };
		await node.call('playbook.run', onHosts('web', { secretVariables, variables: '{"plan": "gold"}', options }));
		const [run] = (await node.call('run.get', { run: 'recorded-1' })).output('N');
		expect(run).toMatchObject({
			...{ status: 'ended', verdict: 'failed', hosts: ['web1', 'web2'], variables: { plan: 'gold' } },
			...{ secretNames: ['pin'], tags: ['users'], commit: '1'.repeat(40) },
			startedBy: expect.stringMatching(/^n8n workflow '.*' execution \d+$/) as unknown,
			hostResults: [
				{ host: 'web1', status: 'changed' },
				{ host: 'web2', status: 'failed' },
			],
			report: { runId: 'recorded-1', verdict: 'failed', failed: 1 },
		});
		expect(JSON.stringify(run)).not.toMatch(/canary-4711|sealedKey|fingerprint/);
		const listed = await node.call('run.list', { filters: { verdicts: ['failed'], host: 'web2' } });
		expect(listed.output('N')).toMatchObject([{ runId: 'recorded-1' }]);
		expect((await node.call('run.list', { filters: { kind: 'check' } })).output('N')).toEqual([]);
		const search = await node.harness.searchList('n8n-nodes-msp.ansible', 'searchRuns', { filter: 'recorded' });
		expect(search.results).toEqual([{ name: 'recorded-1 (failed)', value: 'recorded-1' }]);
	});

	test('an unknown run is refused', async () => {
		const run = await openNode().call('run.get', { run: 'nobody' });
		expect(run.error?.message).toMatch(/no run has the ID nobody/);
	});

	test('a run that returned at once is waited for, and cancelled, by its ID', async () => {
		const never = new Promise(() => undefined);
		const node = openNode({ runs: [{ looks: 1 }, { until: never }] });
		for (const runKey of ['later-1', 'later-2']) {
			await node.call('playbook.run', onHosts('web1', { options: { runKey, returnAtOnce: true } }));
		}
		expect((await node.call('run.wait', { run: 'later-1' })).output('N')).toMatchObject([{ verdict: 'ok' }]);
		expect((await node.call('run.get', { run: 'later-2' })).output('N')).toMatchObject([{ status: 'running' }]);
		expect((await node.call('run.cancel', { run: 'later-2' })).output('N')).toMatchObject([{ verdict: 'cancelled' }]);
		expect((await node.call('run.get', { run: 'later-2' })).output('N')).toMatchObject([{ verdict: 'cancelled' }]);
	});
});

describe('a durable step', () => {
	const step = (taskId: string, stepName = 'create') => ({ durableStep: { taskId, stepName } });

	test('is one run, whatever runs again, and gives its items each time', async () => {
		const node = openNode();
		const taskId = await claimedTask(node, 'once.example');
		const first = await node.call('playbook.run', onHosts('web1, web2', step(taskId)));
		const second = await node.call('playbook.run', onHosts('web1, web2', step(taskId)));
		expect(first.error).toBeUndefined();
		expect(second.output('N').map(({ host }) => host)).toEqual(['web1', 'web2']);
		expect(second.output('N')[0]?.runId).toBe(first.output('N')[0]?.runId);
		expect(node.started()).toHaveLength(1);
	});

	test('that failed on a host gives its items, is recorded as failed, and is run anew by a retry', async () => {
		const node = openNode({ runs: [{ hosts: { web1: 'failed' } }] });
		const taskId = await claimedTask(node, 'anew.example');
		const run = await node.call('playbook.run', onHosts('web1', step(taskId)));
		expect(run.output('N', 1)).toMatchObject([{ host: 'web1', status: 'failed', verdict: 'failed' }]);
		await node.task('task.fail', { taskId });
		const shown = await node.task('task.get', { taskId });
		expect(shown.output('N')).toMatchObject([
			{ steps: [{ name: 'create', status: 'failed', vendorMessage: expect.stringMatching(/^run n8n-/) as unknown }] },
		]);
		await node.task('task.retry', { taskId });
		await letTimePass(office);
		await node.task('task.claim', { taskId });
		const again = await node.call('playbook.run', onHosts('web1', step(taskId)));
		expect(again.output('N', 0)).toMatchObject([
			{ host: 'web1', verdict: 'ok', runId: expect.stringMatching(/\.2$/) as unknown },
		]);
		expect(node.started()).toHaveLength(2);
	});

	test('goes on with the run of a node that died', async () => {
		const node = openNode({ runs: [{ start: 'killed_after' }] });
		const taskId = await claimedTask(node, 'died.example');
		expect((await node.call('playbook.run', onHosts('web1', step(taskId)))).error).toBeDefined();
		await letTimePass(office);
		await node.task('task.claim', { taskId });
		const run = await node.call('playbook.run', onHosts('web1', step(taskId)));
		expect(run.output('N')).toMatchObject([{ host: 'web1', verdict: 'ok' }]);
		expect(node.started()).toHaveLength(1);
	});

	test('does not return at once', async () => {
		const node = openNode();
		const taskId = await claimedTask(node, 'atonce.example');
		const run = await node.call('playbook.run', onHosts('web1', { ...step(taskId), options: { returnAtOnce: true } }));
		expect(run.error?.message).toMatch(/'options\.returnAtOnce' is on for a durable step/);
		expect(node.started()).toEqual([]);
	});
});

describe('approval', () => {
	const ticketOf = (url: unknown) => new URL(z.string().parse(url)).searchParams.get('ticket') ?? '';

	async function approved(node: ReturnType<typeof openNode>, runKey: string, decision = 'approved') {
		await node.call('playbook.run', onHosts('web1', { check: true, options: { runKey, diff: true } }));
		const [asked] = (await node.call('run.askForApproval', { run: runKey, approvalPage: page })).output('N');
		const ticket = ticketOf(asked?.approvalUrl);
		const [shown] = (await node.call('run.showPage', { page: 'approval', ticket })).output('N');
		expect(shown).toMatchObject({ statusCode: 200, html: expect.stringContaining('web1') as unknown });
		const [answer] = (await node.call('run.acceptApproval', { ticket, decision, by: 'Ada' })).output('N');
		expect(answer).toMatchObject({ decided: true, approval: { status: decision, decidedBy: 'Ada' } });
		return ticket;
	}
	const change = (approvedRun: string, more = {}) => onHosts('web1', { options: { approvedRun, diff: true }, ...more });

	test('a failed check is approved with the option only, which is off by default', async () => {
		const node = openNode({ runs: [{ hosts: { web1: 'failed' } }] });
		await node.call('playbook.run', onHosts('web1', { check: true, options: { runKey: 'check-bad', diff: true } }));
		const asking = { run: 'check-bad', approvalPage: page };
		const ticket = ticketOf((await node.call('run.askForApproval', asking)).output('N')[0]?.approvalUrl);
		const post = { ticket, decision: 'approved', by: 'Ada' };
		const [unticked] = (await node.call('run.acceptApproval', post)).output('N');
		expect(unticked).toMatchObject({ statusCode: 400, decided: false });
		const [ticked] = (await node.call('run.acceptApproval', { ...post, despiteFailure: true })).output('N');
		expect(ticked).toMatchObject({ decided: true, approval: { decidedBy: 'Ada', despiteVerdict: 'failed' } });
	});

	test('what was approved runs', async () => {
		const node = openNode();
		await approved(node, 'check-1');
		const [known] = (await node.call('run.get', { run: 'check-1' })).output('N');
		expect(z.object({ secondsLeft: z.number() }).parse(known?.approval).secondsLeft % 1).toBe(0);
		const run = await node.call('playbook.run', change('check-1'));
		expect(run.output('N')).toMatchObject([{ host: 'web1', check: false, verdict: 'ok' }]);
		expect(node.started()).toMatchObject([{ check: true }, { check: false }]);
	});

	test.each([
		['other variables', { variables: '{"plan": "gold"}' }, /variables/],
		['another playbook', { playbook: 'other.yml' }, /playbook/],
		['other hosts', { hostNames: 'web2' }, /limit/],
	])('%s do not run under it', async (name, other, words) => {
		const node = openNode();
		const runKey = `check-${name.replace(/ /g, '-')}`;
		await approved(node, runKey);
		const run = await node.call('playbook.run', change(runKey, other));
		expect(run.error?.message).toMatch(words);
		expect(node.started()).toHaveLength(1);
	});

	test('nor does another commit, nor what was declined', async () => {
		const node = openNode();
		await approved(node, 'check-commit');
		node.change({ commit: '2'.repeat(40) });
		expect((await node.call('playbook.run', change('check-commit'))).error?.message).toMatch(/commit/);
		node.change({ commit: '1'.repeat(40) });
		await approved(node, 'check-declined', 'declined');
		expect((await node.call('playbook.run', change('check-declined'))).error?.message).toMatch(/Ada declined/);
		expect(node.started().filter(({ check }) => !check)).toEqual([]);
	});

	test('a check run needs none, and a run has a page of its own', async () => {
		const node = openNode();
		const check = await node.call('playbook.run', change('check-1', { check: true }));
		expect(check.error?.message).toMatch(/'options\.approvedRun' is given for a check run/);
		await node.call('playbook.run', onHosts('web1', { options: { runKey: 'paged-1' } }));
		const [run] = (await node.call('run.get', { run: 'paged-1', options: { runPage: page } })).output('N');
		const byLink = await node.call('run.showPage', { page: 'run', ticket: ticketOf(run?.pageUrl) });
		const byId = await node.call('run.showPage', { page: 'runById', run: 'paged-1', language: 'fr' });
		expect([byLink.output('N')[0], byId.output('N')[0]]).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
		expect((await node.call('run.showPage', { page: 'run', ticket: 'forged' })).output('N')).toMatchObject([
			{ statusCode: 403 },
		]);
	});
});

describe('the back office as inventory', () => {
	let requests: RunRequest[];
	let node: ReturnType<typeof openNode>;
	beforeAll(async () => {
		const serviceId = await seedService(office, plan, 'shop.example', 'active');
		await seedService(office, plan, 'gone.example', 'terminated');
		await office.store.asStaff(async (transaction) => {
			await transaction.run(
				`update msp.service set server_id = (select id from msp.server where server_code = 'recorded-1') where id = $1`,
				[serviceId],
			);
			await transaction.run(`update msp.server set ip_address = '10.77.0.11' where server_code = 'recorded-1'`, []);
		});
		requests = [];
		node = openNode({
			runs: (request) => {
				requests.push(request);
				return {};
			},
		});
	});

	test('servers and services are hosts, customers and plans are groups', async () => {
		const hosts = (await node.call('inventory.list', { inventory: 'store' })).output('N');
		expect(hosts.find(({ host }) => host === 'shop.example')).toEqual({
			host: 'shop.example',
			groupVariables: {},
			groups: ['customer_recorded', 'msp_services', 'on_recorded_1', 'plan_recorded', 'status_active'],
			variables: {
				ansible_host: '10.77.0.11',
				msp_service: expect.objectContaining({
					domain: 'shop.example',
					customer_code: 'recorded',
					server: 'recorded-1',
				}) as unknown,
			},
		});
		expect(hosts.find(({ host }) => host === 'recorded-2')).toMatchObject({
			groups: ['msp_servers', 'panel_whm', 'server_group_recorded'],
			variables: { ansible_host: 'panel.example', msp_server: { server_code: 'recorded-2', panel: 'whm' } },
		});
		expect(hosts.map(({ host }) => host)).not.toContain('gone.example');
		expect(JSON.stringify(hosts)).not.toMatch(/sealed/);
	});

	test('a run is limited to a customer by its group', async () => {
		const run = await node.call('playbook.run', onHosts('customer_recorded', { inventory: 'store' }));
		expect(run.output('N').map(({ host }) => host)).toEqual(['shop.example']);
		expect(requests).toMatchObject([
			{ inventory: { kind: 'inline' }, limit: { kind: 'names', names: ['customer_recorded'] } },
		]);
	});

	test('a filter that finds nothing runs nothing', async () => {
		const storeFilters = { customerCode: 'nobody' };
		const run = await node.call('playbook.run', { ...onHosts('web1'), hosts: 'all', inventory: 'store', storeFilters });
		expect(run.error?.message).toMatch(/'inventory' is empty/);
	});
});
