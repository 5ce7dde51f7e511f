import { carryOut, startLifecycleTask, startProvisioning } from '../../core/provisioning';
import { addServer } from '../../core/servers';
import { getRun } from '../../core/ansibleRuns';
import { auditFleet } from '../../core/drift';
import { InputError } from '../../core/kernel/errors';
import { findService } from '../../core/services/services';
import { cancelTask, claimTask, completeTask, retryTask, showTask, type TaskOffice } from '../../core/tasks';
import { memoryPanel } from '../support/memoryPanel';
import type { PlayedRun } from '../support/memoryRunner';
import { mortalStore } from '../support/mortalStore';
import {
	doorsOf,
	playbookHost,
	resume,
	runOrDie,
	runServiceTask,
	seedPlaybookPlan,
	toldOf,
	type Worker,
} from '../support/playbookScene';
import { backOfficeOn, seedPlan, seedService } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const service = async (serviceId: string) => {
	const found = await office.store.asStaff(async (transaction) => await findService(transaction, serviceId));
	if (!found) throw new Error('the service is gone');
	return found;
};

const codeOf = (words: string) =>
	words
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.slice(0, 36);

/** A paid service on a host of its own, its task, and a controller that plays runs. */
async function paidService(name: string, runs: PlayedRun[] = [], hosts: readonly number[] = [100]) {
	const plan = await seedPlaybookPlan(office, name, { hosts });
	const domain = `${name}.example`;
	const serviceId = await seedService(office, plan, domain);
	const { taskId } = await startProvisioning(office, serviceId);
	const host = playbookHost(
		hosts.map((_, index) => `${name}-${index + 1}`),
		runs,
	);
	const worker: Worker = { office, runner: host.runner };
	return { plan, domain, serviceId, taskId, host, worker };
}

describe('a payment sets a service up by the playbook of its plan', () => {
	test('on its host alone, told about the service as data', async () => {
		const { worker, taskId, serviceId, host, domain } = await paidService('simple');
		expect(await runServiceTask(worker, taskId)).toMatchObject({
			done: true,
			delivery: 'playbook',
			serverCode: 'simple-1',
			result: { domain, verdict: 'ok', hosts: { changed: 1 } },
		});
		const { username, status } = await service(serviceId);
		expect({ status, username }).toEqual({ status: 'active', username: `simple${serviceId.slice(0, 4)}` });
		const [request] = host.started();
		expect(request).toMatchObject({
			work: { kind: 'playbook', playbook: 'create.yml' },
			project: 'services',
			limit: { kind: 'names', names: ['simple-1'] },
			templates: [],
			check: false,
			variables: {
				disk_megabytes: 2048,
				msp_service: {
					...{ service_id: serviceId, domain, username, customer_code: 'simple', plan_code: 'simple' },
					...{ order_reference: `order-${domain}`, server: 'simple-1', change: 'create', reason: '' },
				},
			},
		});
		expect(request?.runId).toMatch(/^create-simple\.example-[0-9a-f]{12}$/);
	});

	test.each<[string, PlayedRun[], string[]]>([
		['n8n is killed before the run starts', [{ start: 'killed_before' }], ['create.yml']],
		['n8n is killed while it runs', [{ start: 'killed_after' }], ['create.yml']],
		['the connection is lost before it starts', [{ start: 'lost_before' }], ['create.yml']],
		['the connection is lost while it runs', [{ start: 'lost_after' }], ['create.yml']],
		['the controller is busy', [{ start: 'busy' }], ['create.yml']],
		['the host cannot be reached at first', [{ verdict: 'unreachable' }], ['create.yml', 'create.yml']],
		['the run is lost by a reboot', [{ verdict: 'lost' }], ['create.yml', 'create.yml']],
	])('also when %s', async (what, runs, ran) => {
		const { worker, taskId, serviceId, host, domain } = await paidService(codeOf(what), runs);
		await runOrDie(worker, taskId);
		expect(await resume(worker, serviceId)).toBe(true);
		expect(host.ran()).toEqual(ran);
		expect(host.world()).toEqual({ [domain]: 'active' });
		expect((await service(serviceId)).status).toBe('active');
	});

	test('once, by two executions at once', async () => {
		const { worker, taskId, host, serviceId } = await paidService('twice');
		await Promise.all([runOrDie(worker, taskId), runOrDie(worker, taskId)]);
		expect(await resume(worker, serviceId)).toBe(true);
		expect(host.ran()).toEqual(['create.yml']);
	});

	test('once, at whatever statement n8n dies', async () => {
		const { plan, host } = await paidService('dying');
		let deaths = 0;
		for (let at = 1; at < 120; at += 3) {
			const domain = `dying-${at}.example`;
			const serviceId = await seedService(office, plan, domain);
			const { taskId } = await startProvisioning(office, serviceId);
			const mortal = mortalStore(database.pool, at, at % 2 === 0);
			await runOrDie({ office: { ...office, store: mortal.store }, runner: host.runner }, taskId);
			expect(await resume({ office, runner: host.runner }, serviceId)).toBe(true);
			expect((await service(serviceId)).status).toBe('active');
			const own = host.started().filter((request) => toldOf(request).domain === domain);
			expect(own).toHaveLength(1);
			deaths += mortal.died() ? 1 : 0;
			if (!mortal.died()) break;
		}
		expect(deaths).toBeGreaterThan(15);
	});
});

describe('a set-up that fails', () => {
	test('is taken back by the playbook that terminates, and frees the host', async () => {
		const { worker, taskId, serviceId, host } = await paidService('undone');
		await runServiceTask({ ...worker, failsAfter: true }, taskId);
		expect(host.ran()).toEqual(['create.yml', 'terminate.yml']);
		expect(host.world()).toEqual({});
		expect(await service(serviceId)).toMatchObject({ status: 'provisioning_failed', serverId: null, username: null });
		const [create, terminate] = host.started();
		expect(terminate?.runId).toBe(`${create?.runId ?? ''}-undo`);
		expect(terminate && toldOf(terminate).username).toBe(create && toldOf(create).username);

		await retryTask(office, taskId);
		expect(await resume(worker, serviceId)).toBe(true);
		expect(host.ran()).toEqual(['create.yml', 'terminate.yml', 'create.yml']);
		expect((await service(serviceId)).status).toBe('active');
	});

	test('halfway is taken back as well', async () => {
		const { worker, taskId, serviceId, host } = await paidService('halfway', [{ verdict: 'failed' }]);
		await runServiceTask(worker, taskId);
		expect(host.ran()).toEqual(['create.yml', 'terminate.yml']);
		expect(await service(serviceId)).toMatchObject({ status: 'provisioning_failed', serverId: null });
		const { errorClass, vendorMessage } = await showTask(office, taskId);
		expect({ errorClass, vendorMessage }).toMatchObject({ errorClass: 'invalid' });
		expect(vendorMessage).toMatch(/^run create-halfway\.example-/);
	});

	test.each<[string, PlayedRun]>([
		['was refused', { verdict: 'refused' }],
		['found nothing to run', { verdict: 'nothing_ran' }],
	])('takes back nothing when the run %s', async (what, run) => {
		const { worker, taskId, serviceId, host } = await paidService(codeOf(what), [run]);
		await runServiceTask(worker, taskId);
		expect(host.ran()).toEqual(['create.yml']);
		expect(await service(serviceId)).toMatchObject({ status: 'provisioning_failed', serverId: null });
	});

	test('that outlived its n8n is ended before it is taken back', async () => {
		const endless = { start: 'killed_after', until: new Promise(() => undefined) } as const;
		const { worker, taskId, serviceId, host } = await paidService('outlived', [endless]);
		await runOrDie(worker, taskId);
		await cancelTask(office, taskId);
		expect(await resume(worker, serviceId)).toBe(true);
		expect(host.ran()).toEqual(['create.yml', 'terminate.yml']);
		const [create] = host.started();
		expect(host.cancelled()).toEqual([create?.runId]);
		expect(await getRun(office, create?.runId ?? '')).toMatchObject({ status: 'ended', verdict: 'cancelled' });
		expect(await service(serviceId)).toMatchObject({ serverId: null });
	});

	test('keeps its place while nobody could take it back, and says so', async () => {
		const { worker, taskId, serviceId, host } = await paidService('stuck', [
			{ verdict: 'failed' },
			{ verdict: 'unreachable' },
		]);
		await runServiceTask(worker, taskId);
		expect(host.ran()).toEqual(['create.yml', 'terminate.yml']);
		expect((await service(serviceId)).serverId).not.toBeNull();
		expect(await showTask(office, taskId)).toMatchObject({
			status: 'failed',
			statusDetail: 'could not take back: service',
		});
	});

	test('is taken back once, at whatever statement n8n dies', async () => {
		const { plan, host } = await paidService('dying-back');
		for (let at = 60; at < 160; at += 7) {
			const domain = `back-${at}.example`;
			const serviceId = await seedService(office, plan, domain);
			const { taskId } = await startProvisioning(office, serviceId);
			const mortal = mortalStore(database.pool, at, at % 2 === 0);
			const failing = { runner: host.runner, failsAfter: true };
			await runOrDie({ office: { ...office, store: mortal.store }, ...failing }, taskId);
			expect(await resume({ office, ...failing }, serviceId)).toBe(true);
			expect((await service(serviceId)).status).toBe('provisioning_failed');
			const own = host.started().filter((request) => toldOf(request).domain === domain);
			expect(own.map(({ work }) => work)).toMatchObject([{ playbook: 'create.yml' }, { playbook: 'terminate.yml' }]);
		}
	});
});

/** The same calls, whatever delivers the plan. */
describe.each(['panel', 'playbook'] as const)('a service that a %s delivers', (delivery) => {
	const hostOf = async (name: string) => {
		const full = `${delivery}-${name}`;
		if (delivery === 'playbook') {
			const { worker, serviceId, taskId, host, domain } = await paidService(full);
			await runServiceTask(worker, taskId);
			return { worker, serviceId, held: () => host.world()[domain] };
		}
		const memory = memoryPanel();
		const serviceId = await seedService(office, await seedPlan(office, full, [100]), `${full}.example`);
		const worker: Worker = { office, panel: memory.panel };
		await runServiceTask(worker, (await startProvisioning(office, serviceId)).taskId);
		const held = () => {
			const account = memory.accounts().find(({ domain }) => domain === `${full}.example`);
			return account && (account.suspended ? 'suspended' : 'active');
		};
		return { worker, serviceId, held };
	};
	const change = async (serviceId: string, kind: 'suspend' | 'unsuspend' | 'terminate', by = 'system') =>
		(await startLifecycleTask(office, { serviceId, kind, by, ...(kind === 'suspend' && { reason: 'overdue' }) }))
			.taskId;

	test('is suspended, resumed and terminated by the same calls', async () => {
		const { worker, serviceId, held } = await hostOf('life');
		expect([(await service(serviceId)).status, held()]).toEqual(['active', 'active']);
		await runServiceTask(worker, await change(serviceId, 'suspend'));
		expect(await service(serviceId)).toMatchObject({
			status: 'suspended',
			suspensionReason: 'overdue',
			suspendedBy: 'system',
		});
		expect(held()).toBe('suspended');
		await runServiceTask(worker, await change(serviceId, 'unsuspend'));
		expect([(await service(serviceId)).status, held()]).toEqual(['active', 'active']);
		await runServiceTask(worker, await change(serviceId, 'terminate', 'ada'));
		expect([(await service(serviceId)).status, held()]).toEqual(['terminated', undefined]);
	});

	test('is live again when its suspension is taken back', async () => {
		const { worker, serviceId, held } = await hostOf('back');
		await runServiceTask({ ...worker, failsAfter: true }, await change(serviceId, 'suspend'));
		expect([(await service(serviceId)).status, held()]).toEqual(['active', 'active']);
	});

	test('stays suspended when a person did it and the system wants to lift it', async () => {
		const { worker, serviceId, held } = await hostOf('person');
		const lift = async () => await change(serviceId, 'unsuspend');
		await runServiceTask(worker, await change(serviceId, 'suspend', 'ada'));
		await expect(lift()).rejects.toThrow(InputError);
		expect(held()).toBe('suspended');
	});
});

describe('the hosts behind Ansible', () => {
	test('take as many services as they may, and no account of a panel', async () => {
		const { plan, worker, taskId, host } = await paidService('full', [], [1]);
		await runServiceTask(worker, taskId);
		const second = await startProvisioning(office, await seedService(office, plan, 'second.example'));
		await runServiceTask(worker, second.taskId);
		expect(await showTask(office, second.taskId)).toMatchObject({
			status: 'waiting',
			statusDetail: expect.stringMatching(/no host behind Ansible of the group 'full' has room/) as unknown,
		});
		expect(host.ran()).toEqual(['create.yml']);

		const panelPlan = await seedPlan(office, 'panel-in-group', []);
		await database.owner.query(`update msp.plan set server_group = 'free' where id = $1`, [panelPlan.planId]);
		await database.owner.query(
			`insert into msp.server (server_code, panel, server_group, max_accounts) values ('free-1', 'ansible', 'free', 9)`,
		);
		const account = await startProvisioning(office, await seedService(office, panelPlan, 'account.example'));
		await runServiceTask({ office }, account.taskId);
		expect((await showTask(office, account.taskId)).statusDetail).toMatch(/no server of the group 'free' has room/);
	});

	test('run no more at once than their record says', async () => {
		const plan = await seedPlaybookPlan(office, 'slots', {});
		await database.owner.query(`update msp.server set max_concurrency = 1 where server_code = 'slots-1'`);
		let running = 0;
		let most = 0;
		const host = playbookHost(['slots-1']);
		const start = host.runner.start;
		const look = host.runner.look;
		const runner = {
			...host.runner,
			start: async (request: Parameters<typeof start>[0]) => {
				running += 1;
				most = Math.max(most, running);
				return await start(request);
			},
			look: async (...given: Parameters<typeof look>) => {
				await new Promise((resolve) => setTimeout(resolve, 30));
				const seen = await look(...given);
				if (seen.outcome) running -= 1;
				return seen;
			},
		};
		const tasks = await Promise.all(
			[1, 2, 3].map(
				async (n) => (await startProvisioning(office, await seedService(office, plan, `slot-${n}.example`))).taskId,
			),
		);
		await Promise.all(tasks.map(async (taskId) => await runServiceTask({ office, runner }, taskId)));
		expect(Object.keys(host.world())).toHaveLength(3);
		expect(most).toBe(1);
	});

	test('are left out by the drift audit, which says so', async () => {
		await seedPlaybookPlan(office, 'no-drift', {});
		const login = { baseUrl: 'https://panel.example:2087', username: 'root', token: 'x' };
		const certificate = { certificateAuthority: null, certificateFingerprint: null };
		await addServer(office, { serverCode: 'with-panel', maxAccounts: 1 }, { panel: 'whm', ...login, ...certificate });
		const opened: string[] = [];
		const open = async (_: unknown, code: string) => {
			opened.push(code);
			return await Promise.resolve({ panel: memoryPanel().panel });
		};
		const options = { servers: ['no-drift-1', 'with-panel'], atOnce: 1, mostMissing: 20, mostMissingShare: 0.1 };
		expect(await auditFleet(office, options, open)).toMatchObject({
			servers: [{ serverCode: 'with-panel', complete: true }],
			hostsSkipped: ['no-drift-1'],
			findings: 0,
		});
		expect(opened).toEqual(['with-panel']);
	});
});

describe('another plan', () => {
	const changePlan = async (serviceId: string, planCode: string) =>
		(await startLifecycleTask(office, { serviceId, kind: 'change_package', by: 'ada', planCode })).taskId;

	test('of the same project is given by its create playbook, and taken back by the former one', async () => {
		const { worker, serviceId, taskId, host } = await paidService('small');
		await runServiceTask(worker, taskId);
		await seedPlaybookPlan(office, 'large', { hosts: [] });
		await runServiceTask({ ...worker, failsAfter: true }, await changePlan(serviceId, 'large'));
		expect((await service(serviceId)).planCode).toBe('small');
		expect(host.started().map(({ variables }) => variables.msp_service)).toMatchObject([
			{ plan_code: 'small', change: 'create' },
			{ plan_code: 'large', change: 'change_plan' },
			{ plan_code: 'small', change: 'change_plan' },
		]);
		await runServiceTask(worker, await changePlan(serviceId, 'large'));
		expect(await service(serviceId)).toMatchObject({ planCode: 'large', status: 'active' });
	});

	test.each([
		['of another project', 'project', /made by playbooks of the project 'services', and the plan .* 'elsewhere'/],
		['of a panel', 'panel', /is delivered by playbook, and the plan .* by panel/],
	])('%s is refused in words, and nothing runs', async (_, kind, words) => {
		const { worker, serviceId, taskId, host } = await paidService(`from-${kind}`);
		await runServiceTask(worker, taskId);
		if (kind === 'panel') await seedPlan(office, `to-${kind}`, []);
		else await seedPlaybookPlan(office, `to-${kind}`, { hosts: [], project: 'elsewhere' });
		const change = await changePlan(serviceId, `to-${kind}`);
		await runServiceTask(worker, change);
		const { status, vendorMessage, errorClass } = await showTask(office, change);
		expect({ status, errorClass }).toEqual({ status: 'failed', errorClass: 'invalid' });
		expect(vendorMessage).toMatch(words);
		expect(host.ran()).toEqual(['create.yml']);
		expect((await service(serviceId)).planCode).toBe(`from-${kind}`);
	});
});

test('a task completes only with the step that made the change', async () => {
	const { taskId } = await paidService('unmade');
	await claimTask(office, taskId);
	await expect(completeTask(office, taskId)).rejects.toMatchObject({
		complaint: 'has no step by which the service of unmade.example was set up',
	});
});

test('a service without a server is refused in its step, so that the task fails in words', async () => {
	const { worker, taskId, host } = await paidService('nowhere');
	await claimTask(office, taskId);
	const order = { taskId, stepName: 'service', timeoutSeconds: 60 };
	await expect(carryOut(office, doorsOf(worker), order)).rejects.toThrow(/has no server/);
	expect((await showTask(office, taskId)).steps).toMatchObject([{ status: 'failed', errorClass: 'invalid' }]);
	expect(host.ran()).toEqual([]);
});
