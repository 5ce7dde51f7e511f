import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { findPlanByCode } from '../catalog';
import type { BackOffice, Transaction } from '../db';
import { displayDomain, sameSite } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import {
	findService,
	lockExistingService,
	suspensionReasons,
	system,
	type Service,
	type ServiceStatus,
	type SuspensionReason,
} from '../services';
import {
	listDoneSteps,
	listTasksOfSubject,
	lockTaskByKey,
	startTask,
	type Step,
	type Task,
	type TaskKind,
} from '../tasks';
import { provision } from './provision';
import { onService } from './serviceContext';
import type { ServiceTask } from './startProvisioning';

interface Lifecycle {
	/** The change in words, for operators. */
	readonly verb: string;
	/** The statuses of a service from which the change may begin. */
	readonly from: readonly ServiceStatus[];
	/** The status afterwards; undefined when the status stays. */
	readonly to?: ServiceStatus;
	/** The effects whose step makes the change: on a panel, and by a playbook. */
	readonly effects: readonly [string, string];
	/** The operation of Control Panel that has the first. */
	readonly operation: string;
}

const lifecycles = {
	suspend: {
		verb: 'suspended',
		from: ['active'],
		to: 'suspended',
		effects: ['account.suspend', 'service.suspend'],
		operation: 'Suspend',
	},
	unsuspend: {
		verb: 'unsuspended',
		from: ['suspended'],
		to: 'active',
		effects: ['account.unsuspend', 'service.resume'],
		operation: 'Unsuspend',
	},
	terminate: {
		verb: 'terminated',
		from: ['active', 'suspended'],
		to: 'terminated',
		effects: ['account.terminate', 'service.terminate'],
		operation: 'Terminate',
	},
	change_package: {
		verb: 'given another plan',
		from: ['active', 'suspended'],
		effects: ['account.changePackage', 'service.changePlan'],
		operation: 'Change Package',
	},
} as const satisfies Readonly<Record<string, Lifecycle>>;

export type LifecycleKind = keyof typeof lifecycles;
const lifecycleOf = (kind: LifecycleKind): Lifecycle => lifecycles[kind];
export const isLifecycleKind = (kind: string): kind is LifecycleKind => Object.hasOwn(lifecycles, kind);
export const lifecycleKinds = Object.keys(lifecycles) as LifecycleKind[];

/** The input of a change of a service that is set up. */
export const lifecycleInput = z.object({
	/** The reason of a suspension. */
	reason: z.enum(suspensionReasons).optional(),
	/** Who asks: `system`, or a name. */
	by: z.string().optional(),
	/** The plan whose package the account gets. */
	planCode: z.string().optional(),
	/** Dunning asks for it: it is asked again whether it still does, right before the change. */
	dunning: z.boolean().optional(),
	/** Who approved what dunning asked for, when a person had to. */
	approvedBy: z.string().optional(),
});
const inputOf = ({ input }: Pick<Task, 'input'>) => lifecycleInput.parse(input);

/** The kinds of tasks that change a service that is set up. The tasks of one service run one after the other. */
export const lifecycleTaskKinds: readonly TaskKind[] = lifecycleKinds.map((name) => ({
	...onService,
	name,
	input: lifecycleInput,
	inTurn: true,
	completesWhenPastStopping: true,
	async checkComplete(transaction, task) {
		const missing = await missingChange(transaction, name, task);
		if (missing) throw missing;
	},
}));

/** A change of a service that is set up. */
export interface LifecycleOrder {
	readonly serviceId: string;
	readonly kind: LifecycleKind;
	/** `system`, or the name of the person who asks. */
	readonly by: string;
	/** For `suspend`. */
	readonly reason?: SuspensionReason;
	/** For `change_package`: the plan whose package the account gets. */
	readonly planCode?: string;
	/** Identifies a repeat of the same change, such as the number of a dunning attempt. */
	readonly reference?: string;
	readonly dunning?: boolean;
	readonly approvedBy?: string;
	/** It does not begin before, and no other change of the service waits for it until then. */
	readonly notBefore?: Date;
}

/**
 * Starts a change of a service that is set up. The changes of one service run one after the other, in the order of
 * their starts. The check for a new change uses the status that the service will have after the earlier changes. A
 * repeat returns the existing task: a task with the same reference, the last unfinished task if it makes the same
 * change, or the task that led to the present status.
 *
 * @throws InputError when there is no such service or plan, or the service's status does not allow the change.
 */
export async function startLifecycleTask(
	{ store }: Pick<BackOffice, 'store'>,
	order: LifecycleOrder,
): Promise<ServiceTask> {
	const { serviceId, kind: name, reference, notBefore, ...input } = order;
	const kind = lifecycleTaskKinds.find((known) => known.name === name);
	if (!kind) throw new RangeError(`there is no change '${name}'`);
	return await store.asStaff(async (transaction) => {
		const taskKey = `${name}:${serviceId}:${reference ?? randomUUID()}`;
		const repeated = await lockTaskByKey(transaction, taskKey);
		const service = await lockExistingService(transaction, serviceId);
		const all = await listTasksOfSubject(transaction, onService.subjectType, serviceId);
		// Work of another kind on the service does not change what the service is.
		const tasks = all.filter((task) => task.kind === provision.name || isLifecycleKind(task.kind));
		const known = repeated ?? theSame(order, service, tasks);
		if (known) return { ...known, created: false, serviceId };

		mayStart(order, service, tasks);
		await mayHave(transaction, order);
		const { customerId } = service;
		const request = { customerId, subjectId: serviceId, input, taskKey, notBefore };
		return { ...(await startTask(transaction, kind, request)), serviceId };
	});
}

/**
 * Returns the task of the same change, if it is the last one and is under way, or was the last one and its result still
 * holds.
 */
function theSame(order: LifecycleOrder, service: Service, tasks: readonly Task[]): Task | undefined {
	const { kind, planCode } = order;
	const last = tasks.filter(({ status }) => status !== 'failed' && status !== 'cancelled').at(-1);
	if (last?.kind !== kind || last.cancelRequested || last.status === 'compensating') return undefined;
	if (planCode !== undefined && inputOf(last).planCode !== planCode) return undefined;
	if (takesOver(order, inputOf(last).by)) return undefined;
	if (isUnderWay(last)) return last;
	const holds = planCode === undefined ? service.status === lifecycleOf(kind).to : service.planCode === planCode;
	return holds ? last : undefined;
}

/**
 * A person's suspension replaces one by the system. A payment would lift the latter; only a person lifts the former.
 */
function takesOver({ kind, by }: LifecycleOrder, suspendedBy: string | null | undefined): boolean {
	return kind === 'suspend' && by !== system && suspendedBy === system;
}

/** @throws InputError when the status after the earlier changes does not allow this change. */
function mayStart(order: LifecycleOrder, service: Service, tasks: readonly Task[]): void {
	const { kind, by, planCode, reason } = order;
	const before = tasks.filter((task) => isUnderWay(task) && !task.cancelRequested && task.status !== 'compensating');
	const status = before.reduce<ServiceStatus>((was, task) => statusAfter(task.kind) ?? was, service.status);
	const { from, to, verb } = lifecycleOf(kind);
	const latest = before.at(-1);
	const suspendedBy = latest ? inputOf(latest).by : service.suspendedBy;
	if (!from.includes(status) && !(status === 'suspended' && takesOver(order, suspendedBy))) {
		const already = status === to ? ' already, and not by a task' : '';
		throw new InputError(
			'serviceId',
			`is the service of ${displayDomain(service.domain)}, which is ${status}${already}`,
			`Only a service that is ${from.join(' or ')} can be ${verb}.`,
			'conflict',
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
		`is system, and the service of ${displayDomain(domain)} was suspended by ${suspendedBy ?? 'a person'} (${suspensionReason ?? 'manual'})`,
		'What the system did not suspend, the system does not unsuspend: a person decides, by name.',
	);
}

async function mayHave(transaction: Transaction, { planCode }: LifecycleOrder): Promise<void> {
	if (planCode === undefined || (await findPlanByCode(transaction, planCode))) return;
	throw new InputError(
		'planCode',
		`is unknown: no plan has the code ${planCode}`,
		'Take it from MSP Customers → Plan: List.',
		'not_found',
	);
}

function isUnderWay({ status }: Task): boolean {
	return status !== 'completed' && status !== 'failed' && status !== 'cancelled';
}

function statusAfter(kind: string): ServiceStatus | undefined {
	return isLifecycleKind(kind) ? lifecycleOf(kind).to : 'active';
}

/** What the step changed: an account, or what a playbook made. */
const changedAccount = z.object({ domain: z.string() });

/** Returns the complaint when a task is about to complete and has not changed its service's account; else undefined. */
async function missingChange(
	transaction: Transaction,
	kind: LifecycleKind,
	{ taskId, subjectId }: Task,
): Promise<InputError | undefined> {
	const { effects, operation, verb } = lifecycleOf(kind);
	const service = await findService(transaction, subjectId);
	const made: Step[] = [];
	for (const effect of effects) made.push(...(await listDoneSteps(transaction, taskId, effect)));
	const changed = made.flatMap(({ intent }) => changedAccount.safeParse(intent).data?.domain ?? []);
	if (service && changed.some((domain) => sameSite(domain, service.domain))) return undefined;
	return new InputError(
		'taskId',
		`has no step by which its service was ${verb}`,
		`Put MSP Provisioning → Service: Carry Out before it, or Control Panel → Account: ${operation} for the account of ${service ? displayDomain(service.domain) : 'its service'}, with the task's ID under Durable Step.`,
	);
}
