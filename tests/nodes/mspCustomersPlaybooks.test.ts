import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspCustomers';
const panelType = 'n8n-nodes-msp.controlPanel';
const key = randomBytes(32);

let database: TestDatabase;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	// No credential of a panel: a host behind Ansible needs none.
	harness = createHarness({
		nodes: { [type]: MspCustomers, [panelType]: ControlPanel },
		credentialTypes: { MspDatabaseApi },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
});
afterAll(async () => await database.drop());

const call = async (operation: string, parameters: INode['parameters']) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, [{}]);
};
const one = async (operation: string, parameters: INode['parameters']) => {
	const { error, output } = await call(operation, parameters);
	if (error) throw error;
	return output('N')[0] ?? {};
};
const from = (value: string) => ({ __rl: true, mode: 'list', value });

const managed = { planCode: 'managed', name: 'Managed', price: '50.00', currency: 'EUR', limits: 'none' };
const byPlaybook = {
	delivery: 'playbook',
	project: 'services',
	inventory: '',
	createPlaybook: 'create.yml',
	suspendPlaybook: 'suspend.yml',
	resumePlaybook: 'resume.yml',
	terminatePlaybook: 'terminate.yml',
	playbookVariables: { all: '{"disk_megabytes": 2048}', create: '{"motd": "{{ data }}"}' },
};
const playbooks = {
	project: 'services',
	inventory: '',
	create: { playbook: 'create.yml', variables: { disk_megabytes: 2048, motd: '{{ data }}' } },
	suspend: { playbook: 'suspend.yml', variables: { disk_megabytes: 2048 } },
	resume: { playbook: 'resume.yml', variables: { disk_megabytes: 2048 } },
	terminate: { playbook: 'terminate.yml', variables: { disk_megabytes: 2048 } },
};

test('a plan is delivered by the panel unless it says otherwise', async () => {
	const plain = { ...managed, planCode: 'plain', packageName: 'plain' };
	expect(await one('plan.create', plain)).toMatchObject({ delivery: 'panel', playbooks: null });
	expect(await one('plan.update', { plan: from('plain'), updateFields: { name: 'Plainer' } })).toMatchObject({
		name: 'Plainer',
		delivery: 'panel',
	});
});

test('a plan that is delivered by playbook keeps a playbook and its variables for each change, and needs no package', async () => {
	expect(await one('plan.create', { ...managed, ...byPlaybook })).toMatchObject({
		delivery: 'playbook',
		packageName: 'managed',
		playbooks,
	});
	expect(await one('plan.update', { plan: from('managed'), updateFields: { price: '60' } })).toMatchObject({
		priceMinor: 6000,
		playbooks,
	});
	const moved = { ...byPlaybook, project: 'other', playbookVariables: {} };
	expect(await one('plan.update', { plan: from('managed'), ...moved, updateFields: {} })).toMatchObject({
		playbooks: { project: 'other', create: { playbook: 'create.yml', variables: {} } },
	});
});

test.each([
	['that lack two', { suspendPlaybook: '={{ "" }}', terminatePlaybook: ' ' }, /lack suspend, terminate/],
	['whose variables are no JSON', { playbookVariables: { all: '{' } }, /is not JSON/],
	[
		'whose variables have no names of variables',
		{ playbookVariables: { create: '{"a-b": 1}' } },
		/'playbookVariables.create' has the name "a-b", which is no name of a variable/,
	],
	[
		'that would move the run to another host',
		{ playbookVariables: { all: '{"ansible_host": "203.0.113.9"}' } },
		/'playbookVariables.all' has the name "ansible_host": names that begin with ansible_ change how Ansible runs/,
	],
	[
		'with a magic name',
		{ playbookVariables: { terminate: '{"inventory_hostname": "web1"}' } },
		/has the name "inventory_hostname", which is Ansible's, Jinja's or Python's own word/,
	],
	[
		'with a value that Ansible reads as an instruction',
		{ playbookVariables: { all: '{"site": {"__ansible_vault": "x"}}' } },
		/'playbookVariables.all.site' has the key "__ansible_vault"/,
	],
	['that speak for the service', { playbookVariables: { all: '{"msp_service": {}}' } }, /msp_service, which the pack/],
	['whose path is endless', { createPlaybook: 'x'.repeat(2_000) }, /1024/],
])('playbooks %s are refused, and in words, also for a plan that is there', async (_, given, words) => {
	const { error } = await call('plan.create', { ...managed, planCode: 'broken', ...byPlaybook, ...given });
	expect(`${error?.message ?? ''} ${error?.description ?? ''}`).toMatch(words);
	const update = { plan: from('managed'), ...byPlaybook, ...given, updateFields: {} };
	const { error: refused } = await call('plan.update', update);
	expect(`${refused?.message ?? ''} ${refused?.description ?? ''}`).toMatch(words);
});

test('a plan with services on servers is not delivered otherwise', async () => {
	await database.store.asStaff(async (transaction) => {
		await transaction.run(
			`with c as (insert into msp.customer (customer_code, name, email) values ('acme', 'A', 'a@x.example') returning id)
			insert into msp.service (customer_id, plan_id, order_reference, domain, status)
			select c.id, p.id, 'o-1', 'live.example', 'active' from c, msp.plan p where p.plan_code = 'plain'`,
		);
	});
	const { error } = await call('plan.update', { plan: from('plain'), ...byPlaybook, updateFields: {} });
	expect(error?.message ?? '').toMatch(/is playbook, and 1 services of the plan were made by panel/);
	await database.owner.query(`update msp.service set status = 'cancelled'`);
	expect(await one('plan.update', { plan: from('plain'), ...byPlaybook, updateFields: {} })).toMatchObject({
		delivery: 'playbook',
	});
});

describe('a host behind Ansible', () => {
	test('is a server without a log-in, whose code is its name in the inventory', async () => {
		const host = { serverCode: 'node1.example.com', panel: 'ansible', maxAccounts: 3 };
		expect(await one('server.create', { ...host, additionalFields: { serverGroup: 'managed' } })).toMatchObject({
			serverCode: 'node1.example.com',
			panel: 'ansible',
			baseUrl: null,
			username: null,
			serverGroup: 'managed',
			free: 3,
		});
		const updateFields = { maxAccounts: 5, acceptsNew: false };
		expect(await one('server.update', { server: from('node1.example.com'), updateFields })).toMatchObject({ free: 5 });
		const { error } = await call('server.create', host);
		expect(error?.message).toMatch(/is taken/);
	});

	test('is found in the lists, and the test of the credential passes over it', async () => {
		const found = (await call('server.list', { returnAll: true, filters: { search: 'node1' } })).output('N');
		expect(found).toMatchObject([{ serverCode: 'node1.example.com', panel: 'ansible' }]);
		expect((await harness.searchList(type, 'searchServers', { filter: 'node1' })).results).toEqual([
			{ name: 'node1.example.com (behind Ansible, 5 of 5 free)', value: 'node1.example.com' },
		]);
		const held = databaseCredential(database, key);
		expect(await harness.testCredential('mspDatabaseApi', held)).toMatchObject({ status: 'OK' });
	});

	test.each([
		['account', 'list'],
		['package', 'sync'],
		['server', 'showCertificate'],
		['step', 'undo'],
	])('has no panel: Control Panel → %s: %s says so', async (resource, operation) => {
		const step = { taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', stepName: 'account' };
		const connection = { connectBy: 'server', server: from('node1.example.com') };
		const { error } = await harness.node(panelType, { resource, operation, ...connection, ...step }, [{}]);
		expect(error?.message).toMatch(/node1\.example\.com, a host behind Ansible: it has no panel/);
		expect(error?.description).toMatch(/Service: Carry Out/);
	});
});
