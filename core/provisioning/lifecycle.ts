import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findPlanByCode } from '../catalog';
import { findService, lockService, type Service, type ServiceStatus, type SuspensionReason } from '../services';
import { findTaskByKey, insertTask, listTasksOfService, type Step, type Task, type TaskKind } from '../tasks';
import type { StartedTask } from './startTask';

export type LifecycleKind = Exclude<TaskKind, 'provision'>;

interface Lifecycle {
	/** In words, for what an operator reads. */
	readonly verb: string;
	/** What the service may be for it to begin. */
	readonly from: readonly ServiceStatus[];
	/** What it is afterwards; undefined where its status stays. */
	readonly to?: ServiceStatus;
	/** The step that is the change itself, by its effect, and the operation that has it. */
	readonly effect: string;
	readonly operation: string;
}

const lifecycles: Readonly<Record<LifecycleKind, Lifecycle>> = {
	suspend: {
		verb: 'suspended',
		from: ['active'],
		to: 'suspended',
		effect: 'account.suspend',
		operation: 'Suspend',
	},
	unsuspend: {
		verb: 'unsuspended',
		from: ['suspended'],
		to: 'active',
		effect: 'account.unsuspend',
		operation: 'Unsuspend',
	},
	terminate: {
		verb: 'terminated',
		from: ['active', 'suspended', 'termination_pending'],
		to: 'terminated',
		effect: 'account.terminate',
		operation: 'Terminate',
	},
	change_package: {
		verb: 'given another plan',
		from: ['active', 'suspended'],
		effect: 'account.changePackage',
		operation: 'Change Package',
	},
};
export const lifecycleKinds = Object.keys(lifecycles) as LifecycleKind[];

/** A change of a service that is set up. */
export interface LifecycleOrder {
	readonly serviceId: string;
	readonly kind: LifecycleKind;
	/** `system`, or whoever asks. */
	readonly by: string;
	/** For `suspend`. */
	readonly reason?: SuspensionReason;
	/** For `change_package`: the plan whose package the account is to have. */
	readonly planCode?: string;
	/** What makes a repeat the same change, such as the number of a dunning attempt. */
	readonly reference?: string;
}

/**
 * Starts a change of a service that is set up. The changes of one service are made one after the other, in the order of
 * their starts: what is allowed is judged by what the service will be when the ones before are done. A repeat gives the
 * task that is there: one with the same reference, the same change as the last that is not over yet, or the one that made
 * the service what it is.
 *
 * @throws InputError where there is no such service or plan, or the service cannot be changed so.
 */
export async function startLifecycleTask({ store }: BackOffice, order: LifecycleOrder): Promise<StartedTask> {
	const { serviceId, kind, reference, ...wish } = order;
	return await store.asStaff(async (transaction) => {
		const service = await lockService(transaction, serviceId);
		if (!service)
			throw new InputError(
				'serviceId',
				`is unknown: no service has the ID ${serviceId}`,
				'Take it from MSP Customers → Service: List.',
			);
		const taskKey = `${kind}:${serviceId}:${reference ?? randomUUID()}`;
		const tasks = await listTasksOfService(transaction, serviceId);
		const known = (await findTaskByKey(transaction, taskKey)) ?? theSame(order, service, tasks);
		if (known) return { ...known, created: false };

		mayStart(order, service, tasks);
		await mayHave(transaction, order);
		const task = await insertTask(transaction, {
			customerId: service.customerId,
			serviceId,
			kind,
			wish,
			taskKey,
			correlationId: randomUUID(),
		});
		if (!task) throw new RangeError(`the task ${taskKey} came into being while its service was locked`);
		transaction.audit({
			customerId: task.customerId,
			action: 'task.start',
			subject: task.taskId,
			outcome: 'done',
			detail: { serviceId, kind, ...wish },
			correlationId: task.correlationId,
		});
		return { ...task, created: true };
	});
}

/** The change that is asked for, where it is under way as the last one, or was the last one and holds. */
function theSame(order: LifecycleOrder, service: Service, tasks: readonly Task[]): Task | undefined {
	const { kind, planCode } = order;
	const last = tasks.filter(({ status }) => status !== 'failed' && status !== 'cancelled').at(-1);
	if (last?.kind !== kind || last.cancelRequested || last.status === 'compensating') return undefined;
	if (planCode !== undefined && last.wish.planCode !== planCode) return undefined;
	if (takesOver(order, last.wish.by)) return undefined;
	if (isUnderWay(last)) return last;
	const holds = planCode === undefined ? service.status === lifecycles[kind].to : service.planCode === planCode;
	return holds ? last : undefined;
}

const system = 'system';

/** A person's suspension takes the place of the system's: what a payment would lift, only a person lifts then. */
function takesOver({ kind, by }: LifecycleOrder, suspendedBy: string | null | undefined): boolean {
	return kind === 'suspend' && by !== system && suspendedBy === system;
}

/** @throws InputError where the service, when the changes before this one are done, cannot be changed so. */
function mayStart(order: LifecycleOrder, service: Service, tasks: readonly Task[]): void {
	const { kind, by, planCode, reason } = order;
	const before = tasks.filter((task) => isUnderWay(task) && !task.cancelRequested && task.status !== 'compensating');
	const status = before.reduce<ServiceStatus>((was, task) => statusAfter(task.kind) ?? was, service.status);
	const { from, to, verb } = lifecycles[kind];
	const suspendedBy = before.length > 0 ? before.at(-1)?.wish.by : service.suspendedBy;
	if (!from.includes(status) && !(status === 'suspended' && takesOver(order, suspendedBy))) {
		const already = status === to ? ' already, and not by a task' : '';
		throw new InputError(
			'serviceId',
			`is the service of ${service.domain}, which is ${status}${already}`,
			`Only a service that is ${from.join(' or ')} can be ${verb}.`,
		);
	}
	if (kind === 'unsuspend' && before.length === 0) refuseToOverrule(service, by);
	if (kind === 'suspend' && reason === undefined)
		throw new InputError('reason', 'is missing', 'Say why it is suspended, such as overdue.');
	if (kind === 'change_package' && planCode === undefined)
		throw new InputError('planCode', 'is missing', 'Name the plan that the service is to have.');
	if (kind === 'change_package' && before.length === 0 && planCode === service.planCode)
		throw new InputError('planCode', `'${planCode}' is what the service has`, 'Name another plan.');
}

function refuseToOverrule({ suspendedBy, suspensionReason, domain }: Service, by: string): void {
	if (by !== system || suspendedBy === system) return;
	throw new InputError(
		'by',
		`is system, and the service of ${domain} was suspended by ${suspendedBy ?? 'a person'} (${suspensionReason ?? 'manual'})`,
		'What the system did not suspend, the system does not unsuspend: a person decides, by name.',
	);
}

async function mayHave(transaction: Transaction, { planCode }: LifecycleOrder): Promise<void> {
	if (planCode === undefined || (await findPlanByCode(transaction, planCode))) return;
	throw new InputError(
		'planCode',
		`is unknown: no plan has the code ${planCode}`,
		'Take it from MSP Customers → Plan: List.',
	);
}

function isUnderWay({ status }: Task): boolean {
	return status !== 'completed' && status !== 'failed' && status !== 'cancelled';
}

function statusAfter(kind: TaskKind): ServiceStatus | undefined {
	return kind === 'provision' ? 'active' : lifecycles[kind].to;
}

/** The account that a step changed. */
const changedAccount = z.object({ domain: z.string() });

/**
 * What is said of a task that is to be completed and has not made the change that it is for, on the account of its
 * service; undefined where it has.
 */
export async function missingChange(
	transaction: Transaction,
	{ kind, serviceId }: Pick<Task, 'kind' | 'serviceId'>,
	steps: readonly Step[],
): Promise<InputError | undefined> {
	if (kind === 'provision') return undefined;
	const { effect, operation, verb } = lifecycles[kind];
	const service = await findService(transaction, serviceId);
	const made = steps.filter((step) => step.effect === effect && step.status === 'done');
	if (made.some(({ intent }) => changedAccount.safeParse(intent).data?.domain === service?.domain)) return undefined;
	return new InputError(
		'taskId',
		`has no step by which its service was ${verb}`,
		`Put Control Panel → Account: ${operation} before it, for the account of ${service?.domain ?? 'its service'}, with the task's ID under Durable Step.`,
	);
}
