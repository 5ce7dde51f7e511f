import type { INode, INodeType } from 'n8n-workflow';
import { MspProvisioning } from '../../nodes/MspProvisioning/MspProvisioning.node';
import { openProvisioning } from '../../nodes/MspProvisioning/openProvisioning';
import { resources } from '../../nodes/MspProvisioning/operations';
import { runPerItem } from '../../nodes/shared/runPerItem';
import { startProvisioning } from '../../core/provisioning';
import { claimTask, failTask, type TaskOffice } from '../../core/tasks';
import { createHarness } from '../support/inProcessN8n';
import { playbookHost, seedPlaybookPlan } from '../support/playbookScene';
import { backOfficeOn, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspProvisioning';
let database: TestDatabase;
let office: TaskOffice;
let host: ReturnType<typeof playbookHost>;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	host = playbookHost(['node-1']);
	/** The node with a controller in memory; its credential only has to be chosen. */
	class WithMemory extends MspProvisioning implements INodeType {
		override execute = runPerItem(resources, (node) =>
			openProvisioning(node, {
				at: async () => await Promise.resolve({ runner: host.runner, close: async () => await Promise.resolve() }),
				close: async () => await host.runner.close(),
			}),
		);
	}
	harness = createHarness({
		nodes: { [type]: WithMemory },
		credentials: { mspDatabaseApi: databaseCredential(database), mspAnsibleControllerApi: { host: 'office' } },
	});
});
afterAll(async () => await database.drop());

const call = async (resource: string, operation: string, parameters: INode['parameters']) =>
	await harness.node(type, { resource, operation, runOn: 'controller', ...parameters }, [{}], {
		onError: 'continueErrorOutput',
	});

test('a set-up is placed, checked, carried out once, and taken back', async () => {
	const plan = await seedPlaybookPlan(office, 'node', {});
	const { taskId } = await startProvisioning(office, await seedService(office, plan, 'node.example'));
	await claimTask(office, taskId);
	await call('placement', 'chooseServer', { taskId });
	const [checked] = (await call('service', 'checkFirst', { taskId, stepName: 'check', options: {} })).output('N');
	expect(checked).toMatchObject({ taskId, stepName: 'check', check: true, verdict: 'ok', serverCode: 'node-1' });

	const carryOut = { taskId, stepName: 'service', approval: 'none', options: { timeoutMinutes: 5 } };
	for (const _ of [1, 2]) {
		const carried = await call('service', 'carryOut', carryOut);
		expect(carried.output('N', 0)).toMatchObject([
			{ taskId, kind: 'provision', delivery: 'playbook', domain: 'node.example', serverCode: 'node-1', verdict: 'ok' },
		]);
		expect(carried.output('N', 1)).toEqual([]);
	}
	expect(host.started().map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([1_800, 300]);

	await database.owner.query('update msp.task set cancel_requested = true where id = $1', [taskId]);
	await failTask(office, taskId, 'roll_back');
	const undone = await call('step', 'undo', { taskId, stepName: 'service', options: {} });
	expect(undone.output('N')).toMatchObject([{ taskId, stepName: 'service', state: 'undone' }]);
	expect(host.ran()).toEqual(['create.yml --check', 'create.yml', 'terminate.yml']);
	expect(host.closed()).toBeGreaterThan(0);
});

test('an approval whose check got lost on the way is none: nothing runs', async () => {
	const before = host.started().length;
	const plan = await seedPlaybookPlan(office, 'lost', {});
	const { taskId } = await startProvisioning(office, await seedService(office, plan, 'lost.example'));
	await claimTask(office, taskId);
	const parameters = { taskId, stepName: 'service', approval: 'required', checkRunId: '={{ "" }}', options: {} };
	const refused = await call('service', 'carryOut', parameters);
	expect(refused.items('N', 2)).toHaveLength(1);
	expect(JSON.stringify(refused.items('N', 2))).toContain('must name the check run');
	expect(host.started()).toHaveLength(before);
});

test('a plan that a panel delivers knows no check, and says so', async () => {
	const plan = await seedPlan(office, 'paneled', [1]);
	const { taskId } = await startProvisioning(office, await seedService(office, plan, 'paneled.example'));
	const refused = await call('service', 'checkFirst', { taskId, stepName: 'check', options: {} });
	expect(JSON.stringify(refused.items('N', 1))).toContain('which is delivered by panel: a panel knows no check');
});
