import { z } from 'zod';
import type { RunRequest, Runner } from '../../core/ansible';
import { ExternalError, InputError } from '../../core/kernel/errors';
import type { ControlPanel } from '../../core/panels';
import { carryOut, placeService, takeBack, type CarriedOut, type ServiceDoors } from '../../core/provisioning';
import { claimTask, completeTask, failTask, finishRollback, undoList, type TaskOffice } from '../../core/tasks';
import { listTasksOfSubject, takeDueTasks } from '../../core/tasks/tasks';
import { taskKindNames } from '../../nodes/shared/taskKinds';
import { Killed } from './memoryPanel';
import { memoryRunner, type MemoryRunnerSettings, type PlayedRun } from './memoryRunner';
import { failing, letTimePass, step } from './provisioningScene';

export const playbooks = (project = 'services') => ({
	project,
	inventory: '',
	create: { playbook: 'create.yml', variables: { disk_megabytes: 2048 } },
	suspend: { playbook: 'suspend.yml', variables: {} },
	resume: { playbook: 'resume.yml', variables: {} },
	terminate: { playbook: 'terminate.yml', variables: {} },
});

const identity = z.object({ id: z.uuid() });

/** A customer, a plan that playbooks deliver, and hosts of so many services each in a group of its own. */
export async function seedPlaybookPlan(
	{ store }: TaskOffice,
	name: string,
	{
		hosts = [100],
		group = name,
		project = 'services',
	}: { hosts?: readonly number[]; group?: string; project?: string },
): Promise<{ customerId: string; planId: string; planCode: string }> {
	return await store.asStaff(async (transaction) => {
		const [customer] = await transaction.rows(
			identity,
			`insert into msp.customer (customer_code, name, email) values ($1, $1, $1 || '@customer.example') returning id`,
			[name],
		);
		const [plan] = await transaction.rows(
			identity,
			`insert into msp.plan (plan_code, name, price_minor, currency, package_name, server_group, delivery, playbooks)
			values ($1, $1, 1000, 'EUR', $1, $2, 'playbook', $3) returning id`,
			[name, group, JSON.stringify(playbooks(project))],
		);
		for (const [index, most] of hosts.entries()) {
			await transaction.run(
				`insert into msp.server (server_code, panel, server_group, max_accounts, fill_order) values ($1, 'ansible', $2, $3, $4)`,
				[`${name}-${index + 1}`, group, most, index],
			);
		}
		if (!customer || !plan) throw new Error('the seed made no customer or plan');
		return { customerId: customer.id, planId: plan.id, planCode: name };
	});
}

const told = z.looseObject({ service_id: z.string(), domain: z.string(), username: z.string() });
export const toldOf = ({ variables }: RunRequest) => told.parse(variables.msp_service);

/** A controller in memory, and what its playbooks have made on the hosts. */
export function playbookHost(hosts: readonly string[], runs: PlayedRun[] = [], more: MemoryRunnerSettings = {}) {
	const played = new Map<string, PlayedRun>();
	const memory = memoryRunner({
		inventory: { hosts: Object.fromEntries(hosts.map((host) => [host, {}])), groups: { all_hosts: { hosts } } },
		...more,
		runs: (request) => {
			const next = runs.shift() ?? {};
			played.set(request.runId, next);
			return next;
		},
	});
	const isMade = ({ runId }: RunRequest) => ['ok', undefined].includes(played.get(runId)?.verdict);
	return {
		...memory,
		/** What is on the hosts, by domain, after all runs that were really started and ended well. */
		world: (): Record<string, string> => {
			const made = new Map<string, string>();
			for (const request of memory.started()) {
				if (request.check || request.work.kind !== 'playbook' || !isMade(request)) continue;
				const { domain } = toldOf(request);
				const { playbook } = request.work;
				if (playbook === 'terminate.yml') made.delete(domain);
				else made.set(domain, playbook === 'suspend.yml' ? 'suspended' : 'active');
			}
			return Object.fromEntries(made);
		},
		/** The playbooks of the runs that were really started, in order. */
		ran: () =>
			memory
				.started()
				.map(({ work, check }) => `${work.kind === 'playbook' ? work.playbook : ''}${check ? ' --check' : ''}`),
	};
}

/** A process of n8n. */
export interface Worker {
	readonly office: TaskOffice;
	readonly runner?: Runner;
	readonly panel?: ControlPanel;
	readonly approvalOf?: string;
	/** A step after the change fails for good: the task is rolled back. */
	readonly failsAfter?: boolean;
}

export function doorsOf({ runner, panel }: Worker): ServiceDoors {
	return {
		panel: async () => await Promise.resolve({ panel: given(panel) }),
		runner: async () => await Promise.resolve({ runner: given(runner) }),
	};
}

function given<Thing>(thing: Thing | undefined): Thing {
	if (thing === undefined) throw new Error('the test has no such door');
	return thing;
}

const timeoutSeconds = 600;

/** What a workflow does with a task, from its claim to its end. */
export async function runServiceTask(worker: Worker, taskId: string): Promise<CarriedOut | undefined> {
	const { office, approvalOf } = worker;
	const claimed = await claimTask(office, taskId);
	if (!claimed) return undefined;
	if (claimed.direction === 'roll_back') {
		await rollBack(worker, taskId);
		return undefined;
	}
	try {
		if (claimed.kind === 'provision' && !(await placeService(office, taskId)).placed) return undefined;
		const order = { taskId, stepName: 'service', timeoutSeconds, approvalOf };
		const carried = await carryOut(office, doorsOf(worker), order);
		if (!carried.done) return carried;
		if (worker.failsAfter) {
			const refused = new ExternalError('limit', 'nothing more is taken', 'Make room.');
			await step(office, { taskId, stepName: 'after' }, failing(refused), {});
		}
		await completeTask(office, taskId);
		return carried;
	} catch (error) {
		// Both leave a node by its error output.
		if (!(error instanceof ExternalError || error instanceof InputError)) throw error;
		const { next } = await failTask(office, taskId, 'roll_back');
		if (next === 'roll_back') await rollBack(worker, taskId);
		return undefined;
	}
}

async function rollBack(worker: Worker, taskId: string): Promise<void> {
	const { office } = worker;
	for (const { name: stepName } of await undoList(office, taskId)) {
		try {
			await takeBack(office, doorsOf(worker), { taskId, stepName, timeoutSeconds });
		} catch (error) {
			if (!(error instanceof ExternalError)) throw error;
		}
	}
	await finishRollback(office, taskId);
}

/** A run of n8n that may end by death, or by an error that nobody caught. */
export async function runOrDie(worker: Worker, taskId: string): Promise<void> {
	await runServiceTask(worker, taskId).catch((error: unknown) => {
		if (error instanceof Killed || error instanceof ExternalError || error instanceof InputError) return;
		throw error;
	});
}

/** The reconciler, until nothing is left to do for the service; false when that never ends. */
export async function resume(worker: Worker, serviceId: string): Promise<boolean> {
	const { store } = worker.office;
	for (let round = 0; round < 12; round++) {
		const tasks = await store.asStaff(
			async (transaction) => await listTasksOfSubject(transaction, 'service', serviceId),
		);
		if (tasks.every(({ status }) => ['completed', 'failed', 'cancelled'].includes(status))) return true;
		await letTimePass(worker.office);
		// A slot that a dead process held is free after its lease.
		await store.asStaff(async (transaction) => await transaction.run(`delete from msp.server_slot`));
		const due = await store.asStaff(async (transaction) => await takeDueTasks(transaction, 500, taskKindNames));
		const own = due.filter(({ taskId }) => tasks.some((task) => task.taskId === taskId));
		for (const { taskId } of own) await runOrDie(worker, taskId);
	}
	return false;
}
