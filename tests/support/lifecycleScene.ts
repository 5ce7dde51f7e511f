import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { InputError, ExternalError } from '../../core/kernel/errors';
import {
	accountCreation,
	accountReactivation,
	accountSuspension,
	accountTermination,
	placeService,
	startLifecycleTask,
	startProvisioning,
	undoNamed,
} from '../../core/provisioning';
import {
	type ClaimedTask,
	claimTask,
	completeTask,
	failTask,
	finishRollback,
	retryTask,
	type SideEffect,
	type TaskOffice,
	undoList,
	undoStep,
} from '../../core/tasks';
import { type ControlPanel } from '../../core/panels';
import { taskKindNames } from '../../nodes/shared/taskKinds';
import { listTasksOfSubject, takeDueTasks, type Task } from '../../core/tasks/tasks';
import { Killed, type Fate } from './memoryPanel';
import { letTimePass, step } from './provisioningScene';

/** A panel as the test sees it from behind, and how its changes go wrong. */
export interface World {
	/** What is sold on it. */
	readonly plan: { readonly customerId: string; readonly planId: string };
	readonly panel: ControlPanel;
	held(domain: string): { readonly username: string; readonly suspended: boolean } | undefined;
	/** Makes one change meet its fate; `killed` and `busy` are made by the scene. */
	meet?(method: Change, fate: Fate): void;
	/** No more faults. */
	calm?(): void;
}
export const changes = ['createAccount', 'suspendAccount', 'unsuspendAccount', 'terminateAccount'] as const;
export type Change = (typeof changes)[number];

/** A process of n8n, with its own way to the store and to the panel. */
export interface Process {
	readonly office: TaskOffice;
	readonly panel: ControlPanel;
	readonly effects: Effects;
	/** A step after the change fails for good: the task is rolled back. */
	readonly failsAfter?: boolean;
}

/** The effects by which a task makes its change; a test may give others, to see that it would notice. */
export interface Effects {
	readonly create: typeof accountCreation;
	readonly suspend: typeof accountSuspension;
	readonly unsuspend: typeof accountReactivation;
	readonly terminate: typeof accountTermination;
}
export const trueEffects: Effects = {
	create: accountCreation,
	suspend: accountSuspension,
	unsuspend: accountReactivation,
	terminate: accountTermination,
};

/** The panel, each of whose changes meets the next fate of the list, after a moment. */
export function fatedPanel({ panel, meet }: World, fates: Fate[], pauseMs: number): ControlPanel {
	const fated =
		<Given extends readonly unknown[], Result>(change: Change, method: (...given: Given) => Promise<Result>) =>
		async (...given: Given): Promise<Result> => {
			const fate = fates.shift() ?? 'ok';
			await wait(pauseMs);
			if (fate === 'killed_before') throw new Killed();
			if (fate === 'busy') throw new ExternalError('busy', 'the server is busy', 'Wait.');
			const lost = new ExternalError('transport', 'the connection was lost', 'Look what became of it.');
			if (meet) meet(change, fate);
			else if (fate === 'lost_before') throw lost;
			const result = await method(...given);
			if (fate === 'killed_after') throw new Killed();
			if (fate === 'lost_after' && !meet) throw lost;
			return result;
		};
	return {
		...panel,
		createAccount: fated('createAccount', panel.createAccount),
		suspendAccount: fated('suspendAccount', panel.suspendAccount),
		unsuspendAccount: fated('unsuspendAccount', panel.unsuspendAccount),
		terminateAccount: fated('terminateAccount', panel.terminateAccount),
	};
}

/** A small thing that follows each change, such as a line in a list. */
const note = (refused: boolean): SideEffect<object, object, object> => ({
	name: 'note.write',
	intent: z.object({}),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: {} }),
	apply: async () => {
		if (refused) throw new ExternalError('limit', 'nothing more is taken', 'Make room.');
		return await Promise.resolve({});
	},
	readBack: async () => await Promise.resolve({ state: 'absent' }),
});

export type Wish = 'create' | 'suspend' | 'unsuspend' | 'terminate' | 'retry';

/** Starts the task of a wish, or a failed one anew; undefined where the service cannot be changed so. */
export async function startWish(
	office: TaskOffice,
	serviceId: string,
	kind: Wish,
	by: string,
): Promise<string | undefined> {
	try {
		if (kind === 'retry') return await retryFailed(office, serviceId);
		if (kind === 'create') return (await startProvisioning(office, serviceId)).taskId;
		const reason = kind === 'suspend' ? ('overdue' as const) : undefined;
		return (await startLifecycleTask(office, { serviceId, kind, by, reason })).taskId;
	} catch (error) {
		if (error instanceof InputError) return undefined;
		throw error;
	}
}

async function retryFailed(office: TaskOffice, serviceId: string): Promise<string | undefined> {
	const tasks = await office.store.asStaff(
		async (transaction) => await listTasksOfSubject(transaction, 'service', serviceId),
	);
	const failed = tasks.find(({ status }) => status === 'failed');
	return failed && (await retryTask(office, failed.taskId)).taskId;
}

/** What a workflow does with a task, from its claim to its end; nothing where it is not this run's to do. */
export async function runTask(process: Process, taskId: string): Promise<void> {
	const { office } = process;
	const claimed = await claimTask(office, taskId);
	if (!claimed) return;
	if (claimed.direction === 'roll_back') {
		await rollBack(process, taskId);
		return;
	}
	try {
		if (claimed.kind === 'provision' && !(await placeService(office, taskId)).placed) return;
		await change(process, claimed);
		await step(office, { taskId, stepName: 'after' }, note(process.failsAfter ?? false), {});
	} catch (error) {
		if (!(error instanceof ExternalError)) throw error;
		const { next } = await failTask(office, taskId, 'roll_back');
		if (next === 'roll_back') await rollBack(process, taskId);
		return;
	}
	await completeTask(office, taskId);
}

/** What a claimed task tells its steps. */
const known = z.object({
	service: z.object({ domain: z.string() }),
	plan: z.object({ packageName: z.string() }),
	customer: z.object({ email: z.string() }),
});

async function change({ office, panel, effects }: Process, claimed: ClaimedTask): Promise<void> {
	const { kind, taskId, input } = claimed;
	const {
		service: { domain },
		plan,
		customer,
	} = known.parse(claimed);
	const place = { taskId, stepName: 'change' };
	if (kind === 'provision') {
		const { packageName } = plan;
		await step(office, place, effects.create(panel), { domain, packageName, contactEmail: customer.email });
	}
	if (kind === 'suspend') {
		await step(office, place, effects.suspend(panel), { account: domain, reason: String(input.reason ?? 'manual') });
	}
	if (kind === 'unsuspend') await step(office, place, effects.unsuspend(panel), { account: domain });
	if (kind === 'terminate') await step(office, place, effects.terminate(panel), { account: domain });
}

async function rollBack({ office, panel }: Process, taskId: string): Promise<void> {
	for (const { name: stepName } of await undoList(office, taskId)) {
		try {
			await undoStep(office, { taskId, stepName }, undoNamed(panel));
		} catch (error) {
			// The canvas goes on, and the end of the roll-back names what is left.
			if (!(error instanceof ExternalError)) throw error;
		}
	}
	await finishRollback(office, taskId);
}

/** A run that n8n ends: by death, or by an error that nobody caught. */
export async function orDie(run: Promise<unknown>): Promise<void> {
	await run.catch((error: unknown) => {
		if (error instanceof Killed || error instanceof ExternalError || error instanceof InputError) return;
		throw error;
	});
}

/** The reconciler, again and again until nothing is left to do; false where something never ends. */
export async function reconcile(process: Process, serviceIds: readonly string[]): Promise<boolean> {
	const { store } = process.office;
	for (let round = 0; round < 40; round++) {
		const open = await store.asStaff(async (transaction) => {
			const tasks: Task[] = [];
			for (const id of serviceIds) tasks.push(...(await listTasksOfSubject(transaction, 'service', id)));
			return tasks.filter(({ status }) => !['completed', 'failed', 'cancelled'].includes(status)).length;
		});
		if (open === 0) return true;
		await letTimePass(process.office);
		const due = await store.asStaff(async (transaction) => await takeDueTasks(transaction, 500, taskKindNames));
		await Promise.all(due.map(async ({ taskId }) => await orDie(runTask(process, taskId))));
	}
	return false;
}

/**
 * A failed task is for a person. But one that was taken back whole has left nothing to decide, and store and panel have to
 * agree about it all the same; only of a termination nobody may know what became.
 */
function isForAPerson({ status, kind, errorClass, statusDetail }: Task): boolean {
	const unknown = errorClass === 'transport' || errorClass === 'unknown';
	return status === 'failed' && (statusDetail !== 'rolled back' || (kind === 'terminate' && unknown));
}

const row = z.object({ status: z.string(), username: z.string().nullable() });

/**
 * What the store says of a service against what the panel holds: empty where they agree, or where a task of the service
 * is marked for a person.
 */
export async function disagreement(
	{ store }: TaskOffice,
	world: World,
	{ serviceId, domain }: { readonly serviceId: string; readonly domain: string },
): Promise<{ readonly forAPerson: boolean; readonly complaint: string; readonly tasks: readonly Task[] }> {
	const { service, tasks } = await store.asStaff(async (transaction) => ({
		service: await transaction.row(row, 'select status, username from msp.service where id = $1', [serviceId]),
		tasks: await listTasksOfSubject(transaction, 'service', serviceId),
	}));
	const held = world.held(domain);
	const shown = !held ? 'absent' : held.suspended ? 'suspended' : 'live';
	const wanted = { active: 'live', suspended: 'suspended' }[service?.status ?? ''] ?? 'absent';
	const said = `${domain} is ${service?.status ?? 'gone'} in the store and ${shown} on the panel`;
	const complaint =
		wanted !== shown
			? said
			: held && held.username !== service?.username
				? `${domain} is ${held.username} on the panel and ${service?.username ?? 'nobody'} in the store`
				: '';
	return { forAPerson: tasks.some(isForAPerson), complaint, tasks };
}
