import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { taskKinds } from '../../nodes/shared/taskKinds';
import type { TaskOffice } from '../../core/tasks';
import { changeServerLogIn, findServer } from '../../core/servers/servers';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { MspTask } from '../../nodes/MspTask/MspTask.node';
import { MspProvisioning } from '../../nodes/MspProvisioning/MspProvisioning.node';
import { createHarness } from '../support/inProcessN8n';
import { letTimePass, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';
import { openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

const nodes = {
	panel: 'n8n-nodes-msp.controlPanel',
	provisioning: 'n8n-nodes-msp.mspProvisioning',
	task: 'n8n-nodes-msp.mspTask',
	customers: 'n8n-nodes-msp.mspCustomers',
} as const;
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
	plan = await seedPlan(office, 'web', [10]);
	await office.store.asStaff(async (transaction) => {
		const { serverId = '' } = (await findServer(transaction, 'web-1')) ?? {};
		await changeServerLogIn(transaction, serverId, {
			panel: 'whm',
			baseUrl: scene.server.url,
			username: 'root',
			sealedToken: office.vault.seal(`server:${serverId}`, whmToken),
			certificateAuthority: null,
			certificateFingerprint: null,
		});
	});
	harness = createHarness({
		nodes: {
			[nodes.panel]: ControlPanel,
			[nodes.provisioning]: MspProvisioning,
			[nodes.task]: MspTask,
			[nodes.customers]: MspCustomers,
		},
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
});
afterAll(async () => {
	await scene.server.close();
	await database.drop();
});

const call = async (node: keyof typeof nodes, operation: string, parameters: INode['parameters']) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(nodes[node], { resource, operation: name, ...parameters }, [{}]);
};
const ofTask = z.object({ taskId: z.string() });
const onServer = { connectBy: 'server', server: { __rl: true, mode: 'id', value: 'web-1' } };
const account = (value: string) => ({ __rl: true, mode: 'id', value });
const held = (domain: string) => Object.values(scene.server.state().accounts).find((one) => one.domain === domain);

async function setUp(domain: string): Promise<string> {
	const serviceId = await seedService(office, plan, domain);
	const [task] = (await call('provisioning', 'service.start', { serviceId })).output('N');
	const { taskId } = ofTask.parse(task);
	await call('task', 'task.claim', { taskId });
	await call('provisioning', 'placement.chooseServer', { taskId });
	await call('panel', 'account.create', {
		...onServer,
		domain,
		packageName: account('starter'),
		contactEmail: `owner@${domain}`,
		durableStep: { taskId, stepName: 'account' },
	});
	await call('task', 'task.complete', { taskId });
	return serviceId;
}

async function statusOf(serviceId: string): Promise<unknown> {
	return (await call('customers', 'service.get', { service: account(serviceId) })).output('N')[0]?.status;
}

test('a service is suspended, reactivated and terminated on the canvas, and its record follows by itself', async () => {
	const domain = 'walk.example';
	const serviceId = await setUp(domain);
	expect(await statusOf(serviceId)).toBe('active');

	const change = async (
		kind: string,
		operation: string,
		input: INode['parameters'],
		more: INode['parameters'] = {},
	) => {
		const [started] = (await call('provisioning', `service.${kind}`, { serviceId, ...input })).output('N');
		expect(started).toMatchObject({ kind, created: true, status: 'pending' });
		const { taskId } = ofTask.parse(started);
		const [claimed] = (await call('task', 'task.claim', { taskId })).output('N');
		expect(claimed).toMatchObject({ direction: 'forward', kind, server: { serverCode: 'web-1' }, service: { domain } });
		const durableStep = { taskId, stepName: 'change' };
		const { error } = await call('panel', operation, { ...onServer, account: account(domain), durableStep, ...more });
		expect(error).toBeUndefined();
		expect((await call('task', 'task.complete', { taskId })).output('N')).toMatchObject([{ status: 'completed' }]);
		return claimed;
	};

	await change('suspend', 'account.suspend', { reason: 'overdue', by: 'system' }, { reason: 'overdue' });
	expect([await statusOf(serviceId), held(domain)?.suspended]).toEqual(['suspended', true]);
	await change('unsuspend', 'account.unsuspend', { by: 'system' });
	expect([await statusOf(serviceId), held(domain)?.suspended]).toEqual(['active', false]);
	await change('terminate', 'account.terminate', { by: 'ada' });
	expect([await statusOf(serviceId), held(domain)]).toEqual(['terminated', undefined]);
});

test('each kind of task goes to the workflow that asks for it', async () => {
	const serviceId = await setUp('due.example');
	const [started] = (await call('provisioning', 'service.suspend', { serviceId, reason: 'abuse' })).output('N');
	expect(started).toMatchObject({ input: { reason: 'abuse', by: 'system' } });
	await letTimePass(office);
	const due = async (more: INode['parameters']) =>
		(await call('task', 'task.claimDue', { limit: 500, ...more })).output('N').map(({ taskId }) => taskId);
	expect(await due({})).toEqual([]);
	expect(await due({ kinds: ['suspend', 'unsuspend'] })).toEqual([started?.taskId]);
	const filters = { kinds: ['suspend'], statuses: ['pending'] };
	const listed = await call('task', 'task.list', { returnAll: true, filters });
	expect(listed.output('N').map(({ taskId }) => taskId)).toEqual([started?.taskId]);
});

test('a termination that was made by hand is recorded', async () => {
	const serviceId = await setUp('by-hand.example');
	const marked = await call('customers', 'service.markTerminated', { service: account(serviceId), by: 'ada' });
	expect(marked.output('N')).toMatchObject([{ serviceId, status: 'terminated', changed: true }]);
	expect(await statusOf(serviceId)).toBe('terminated');
});
