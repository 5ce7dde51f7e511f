import { randomBytes, randomUUID } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import { openVault } from '../../core/kernel/encryption';
import { taskKinds } from '../../nodes/shared/taskKinds';
import type { TaskOffice } from '../../core/tasks';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { createHarness } from '../support/inProcessN8n';
import { letTimePass, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';
import { addForeignAccount, openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

const panelNode = 'n8n-nodes-msp.controlPanel';
const provisioningNode = 'n8n-nodes-msp.mspTask';
const key = randomBytes(32);
let database: TestDatabase;
let office: TaskOffice;
let harness: ReturnType<typeof createHarness>;
let scene: WhmScene;
let plan: Awaited<ReturnType<typeof seedPlan>>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = { store: database.store, vault: openVault({ current: { version: 1, key } }), kinds: taskKinds };
	scene = await openWhmScene();
	plan = await seedPlan(office, 'steps', []);
	for (const code of ['web1', 'web2']) await addServer(code);
	harness = createHarness({
		nodes: { [panelNode]: ControlPanel, [provisioningNode]: MspTask },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
});
afterAll(async () => {
	await scene.server.close();
	await database.drop();
});
beforeEach(() => scene.server.clear());

async function addServer(code: string): Promise<void> {
	const id = randomUUID();
	await database.store.asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, server_group, max_accounts)
			values ($1, $2, 'whm', $3, 'root', $4, 'steps', 100)`,
			[id, code, scene.server.url, office.vault.seal(`server:${id}`, whmToken)],
		);
	});
}

const provisioning = async (operation: string, parameters: INode['parameters']) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(provisioningNode, { resource, operation: name, ...parameters }, [{}]);
};

async function claimedTask(domain: string): Promise<string> {
	const taskId = await seedTask(office, plan, domain);
	await provisioning('task.claim', { taskId });
	return taskId;
}

const call = async (operation: string, parameters: INode['parameters'], server = 'web1', item: IDataObject = {}) => {
	const [resource = '', name = ''] = operation.split('.');
	const connection = { connectBy: 'server', server: { __rl: true, mode: 'id', value: server } };
	const run = await harness.node(panelNode, { ...connection, resource, operation: name, ...parameters }, [item]);
	given.push(JSON.stringify(run.run));
	return run;
};
/** All that executions would keep. */
const given: string[] = [];
const step = (taskId: string, stepName: string) => ({ durableStep: { taskId, stepName } });
const creation = (taskId: string, domain: string) => ({
	domain,
	packageName: { __rl: true, mode: 'id', value: 'starter' },
	contactEmail: 'owner@customer.example',
	...step(taskId, 'account'),
});
const account = (value: string) => ({ account: { __rl: true, mode: 'id', value } });
const accountsFor = (domain: string) =>
	Object.values(scene.server.state().accounts).filter((held) => held.domain === domain);
const made = () => scene.calls().filter((name) => name === 'createacct').length;

test('a step is done once, however often it runs', async () => {
	const taskId = await claimedTask('once.example');
	const first = await call('account.create', creation(taskId, 'once.example'));
	const second = await call('account.create', creation(taskId, 'once.example'));
	expect(first.output('N')).toMatchObject([{ domain: 'once.example', username: expect.stringMatching(/^once/) }]);
	expect(second.output('N')).toEqual(first.output('N'));
	expect([made(), accountsFor('once.example').length]).toEqual([1, 1]);

	const { rows } = await database.owner.query(`select username from msp.service where domain = 'once.example'`);
	expect(rows).toEqual([{ username: first.output('N')[0]?.username }]);
});

test('an account that was made while its answer was lost is adopted', async () => {
	const taskId = await claimedTask('lost.example');
	scene.server.addFault({ path: '^createacct', kind: 'drop_after' });
	const { output, error } = await call('account.create', creation(taskId, 'lost.example'));
	expect(error).toBeUndefined();
	expect(output('N')).toMatchObject([{ domain: 'lost.example', suspended: false }]);
	expect([made(), accountsFor('lost.example').length]).toEqual([1, 1]);
});

test('an account whose request was lost is made by the next try, under the same name and password', async () => {
	const taskId = await claimedTask('late.example');
	scene.server.addFault({ path: '^createacct', kind: 'drop_before' });
	const failed = await call('account.create', creation(taskId, 'late.example'));
	expect(failed.error).toMatchObject({ context: { errorClass: 'transport' } });
	const asked = () =>
		scene.server
			.requests()
			.filter(({ name }) => name === 'createacct')
			.map(({ body }) => body);

	await letTimePass(office);
	const { output } = await call('account.create', creation(taskId, 'late.example'));
	expect(output('N')).toMatchObject([{ domain: 'late.example' }]);
	expect(new Set(asked()).size).toBe(1);
	expect(accountsFor('late.example')).toHaveLength(1);
});

test("somebody else's domain is a conflict for a person, and nothing of theirs is touched", async () => {
	addForeignAccount(scene.server, 'theirs01', 'theirs.example');
	const before = structuredClone(scene.server.state().accounts.theirs01);
	const taskId = await claimedTask('theirs.example');
	const { error } = await call('account.create', creation(taskId, 'theirs.example'));
	expect(error).toMatchObject({
		message: "The server has the account 'theirs01' for theirs.example already",
		context: { errorClass: 'exists' },
	});
	expect(made()).toBe(0);
	await provisioning('task.fail', { taskId, whenFinal: 'roll_back' });
	expect((await provisioning('step.undoList', { taskId })).output('N', 0)).toEqual([]);
	expect(scene.server.state().accounts.theirs01).toEqual(before);
});

/** Everything that workflow 11 makes on the panel. */
async function provisioned(domain: string): Promise<string> {
	const taskId = await claimedTask(domain);
	const records = JSON.stringify([{ name: 'shop', type: 'A', value: '192.0.2.7' }]);
	const steps: Array<[string, IDataObject]> = [
		['account.create', creation(taskId, domain)],
		['dnsRecord.ensure', { ...account(domain), specifyRecords: 'json', recordsJson: records, ...step(taskId, 'dns') }],
		['certificate.request', { ...account(domain), ...step(taskId, 'certificate') }],
		['mailbox.create', { ...account(domain), address: 'info', quotaMegabytes: 0, ...step(taskId, 'mailbox') }],
		['database.create', { ...account(domain), name: 'site', ...step(taskId, 'database') }],
	];
	for (const [operation, parameters] of steps) {
		const { error } = await call(operation, parameters as INode['parameters']);
		expect(error).toBeUndefined();
	}
	return taskId;
}

test('a task is taken back step by step, the last first, and only what it made', async () => {
	const taskId = await provisioned('back.example');
	const [made] = accountsFor('back.example');
	expect(Object.keys(made?.mailboxes ?? {})).toEqual(['info@back.example']);
	// Somebody adds a mailbox and a record by hand meanwhile.
	if (made) made.mailboxes['by-hand@back.example'] = { password: 'x', quotaMegabytes: null };
	const again = { ...account('back.example'), address: 'info', quotaMegabytes: 0, ...step(taskId, 'second mailbox') };
	expect((await call('mailbox.create', again)).error).toMatchObject({ context: { errorClass: 'exists' } });
	expect((await provisioning('task.fail', { taskId, whenFinal: 'roll_back' })).output('N', 1)).toMatchObject([
		{ next: 'roll_back', status: 'compensating', failedStep: 'second mailbox' },
	]);

	const list = (await provisioning('step.undoList', { taskId })).output('N', 0);
	expect(list.map(({ stepName }) => stepName)).toEqual(['database', 'mailbox', 'dns', 'account']);
	const wrong = await call('step.undo', { taskId, stepName: 'database' }, 'web2');
	expect(wrong.error?.message).toBe("'server' is web2, and the step was made on web1 [item 0]");

	const undo = async (stepName: string) => (await call('step.undo', { taskId, stepName })).output('N')[0]?.state;
	expect([await undo('database'), await undo('database')]).toEqual(['undone', 'absent']);
	expect(accountsFor('back.example')[0]).toMatchObject({ databases: [], databaseUsers: {} });
	expect([await undo('mailbox'), await undo('dns')]).toEqual(['undone', 'undone']);
	expect(Object.keys(accountsFor('back.example')[0]?.mailboxes ?? {})).toEqual(['by-hand@back.example']);
	expect(JSON.stringify(scene.server.state().zones['back.example'])).not.toContain('shop');
	expect(await undo('account')).toBe('undone');
	expect(accountsFor('back.example')).toEqual([]);
});

test('no password and no token is anywhere in the back office or in what the nodes give', async () => {
	await provisioned('secret.example');
	const [made] = accountsFor('secret.example');
	const secrets = [
		whmToken,
		made?.password,
		...Object.values(made?.mailboxes ?? {}).map(({ password }) => password),
		...Object.values(made?.databaseUsers ?? {}).map(({ password }) => password),
	];
	expect(secrets).toHaveLength(4);
	const kept = [await database.dump(), ...given].join('\n');
	expect(kept).toContain('secret.example');
	for (const secret of secrets) {
		expect(secret).toEqual(expect.stringMatching(/^.{15,}$/));
		expect(kept).not.toContain(secret);
	}
});

test('a server that is not known, or whose token another key sealed, is said clearly', async () => {
	expect((await call('server.test', {}, 'web9')).error?.message).toBe(
		"'server' is unknown: no server has the code web9 [item 0]",
	);
	expect((await call('server.test', {}, 'web1')).output('N')).toMatchObject([{ serverCode: 'web1', panel: 'whm' }]);
	const other = createHarness({
		nodes: { [panelNode]: ControlPanel },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
	const parameters = { connectBy: 'server', server: 'web1', resource: 'server', operation: 'test' };
	const { error } = await other.node(panelNode, parameters, [{}]);
	expect(error?.message).toMatch(/^'encryptionKey' does not open this secret of server:/);
});

test('servers are found in the editor', async () => {
	const { results } = await harness.searchList(panelNode, 'searchServers', {
		parameters: { connectBy: 'server' },
		filter: 'web2',
	});
	expect(results).toEqual([{ name: `web2 (cPanel & WHM, ${scene.server.url}, 100 of 100 free)`, value: 'web2' }]);
});
