import { findPlanByCode, type Plan } from '../../catalog';
import type { Transaction } from '../../db';
import { displayDomain, sameSite } from '../../kernel/domainName';
import { ExternalError } from '../../kernel/errors';
import type { Account, AccountRef } from '../../panels';
import {
	changeStatus,
	formerService,
	lockService,
	mayChange,
	setPlan,
	setUsername,
	suspensionReasons,
	system,
	type FormerService,
	type Service,
} from '../../services';
import type { StepIdentity } from '../../tasks';
import { lifecycleInput } from '../lifecycle';
import { onService } from '../serviceContext';

/*
 * How a confirmed change of an account, or a playbook's change of a service, changes the service of the task. The
 * transaction that records the result also writes the service's row. Each function returns the earlier values of the row,
 * for an undo of the step, or undefined when the row stays as it is.
 */

/** What was changed: an account of a panel, or what a playbook made for a domain. */
export type Changed = Pick<AccountRef, 'domain'> & Partial<Pick<AccountRef, 'username'>>;

/**
 * A service that was suspended before keeps its reason, and who suspended it. Only a person's suspension replaces one
 * by the system.
 */
export async function followSuspension(
	transaction: Transaction,
	step: StepIdentity,
	account: Changed,
	reasonGiven: string,
): Promise<FormerService | undefined> {
	const service = await ownService(transaction, step, account);
	const { by = system, reason: reasonOfTask } = inputOf(step);
	const takesOver = service?.status === 'suspended' && service.suspendedBy === system && by !== system;
	if (!service || !(service.status === 'active' || service.status === 'provisioning' || takesOver)) return undefined;
	const word = reasonGiven.trim().toLowerCase();
	const reason = suspensionReasons.find((known) => known === word) ?? reasonOfTask ?? 'manual';
	await changeStatus(transaction, service, 'suspended', { suspension: { reason, by } });
	return former(service);
}

export async function followReactivation(
	transaction: Transaction,
	step: StepIdentity,
	account: Changed,
): Promise<FormerService | undefined> {
	const service = await ownService(transaction, step, account);
	if (service?.status !== 'suspended') return undefined;
	await changeStatus(transaction, service, 'unsuspended');
	return former(service);
}

export async function followTermination(
	transaction: Transaction,
	step: StepIdentity,
	account: Changed,
): Promise<FormerService | undefined> {
	const service = await ownService(transaction, step, account);
	if (!service || !mayChange('terminated', service.status)) return undefined;
	await changeStatus(transaction, service, 'terminated');
	return former(service);
}

/** Gives the service the plan of its task, if the account now has that plan's package. */
export async function followPackage(
	transaction: Transaction,
	step: StepIdentity,
	account: Account,
): Promise<FormerService | undefined> {
	return await followPlan(transaction, step, account, ({ packageName }) => packageName === account.packageName);
}

/** Gives the service the plan of its task, if what was changed has what that plan promises. */
export async function followPlan(
	transaction: Transaction,
	step: StepIdentity,
	account: Changed,
	has: (plan: Plan) => boolean,
): Promise<FormerService | undefined> {
	const { planCode } = inputOf(step);
	const plan = planCode === undefined ? undefined : await findPlanByCode(transaction, planCode);
	if (!plan || !has(plan)) return undefined;
	const service = await ownService(transaction, step, account);
	if (!service || !mayChange('terminated', service.status) || service.planId === plan.planId) return undefined;
	await setPlan(transaction, service.serviceId, plan.planId);
	return former(service);
}

/** The system does not unsuspend a service that a person suspended. */
export async function checkReactivation(transaction: Transaction, step: StepIdentity): Promise<void> {
	const service = await lockSubject(transaction, step);
	const { suspendedBy, suspensionReason } = service ?? {};
	if (service?.status !== 'suspended' || suspendedBy === system || (inputOf(step).by ?? system) !== system) return;
	throw new ExternalError(
		'permission',
		`the service of ${displayDomain(service.domain)} was suspended by ${suspendedBy ?? 'a person'} (${suspensionReason ?? 'manual'})`,
		'What the system did not suspend, the system does not unsuspend: a person starts the task by name.',
	);
}

/** What was suspended before the step stays suspended. */
export async function revertSuspension(
	transaction: Transaction,
	step: StepIdentity,
	{ wasSuspended }: { readonly wasSuspended: boolean },
	replaced: unknown,
): Promise<void> {
	await restoreFormerStatus(
		transaction,
		step,
		replaced,
		({ status }, was) => status === 'suspended' && (!wasSuspended || was.status === 'suspended'),
	);
}

/** What was live before the step stays live. */
export async function revertReactivation(
	transaction: Transaction,
	step: StepIdentity,
	{ wasSuspended }: { readonly wasSuspended: boolean },
	replaced: unknown,
): Promise<void> {
	await restoreFormerStatus(transaction, step, replaced, ({ status }) => status === 'active' && wasSuspended);
}

/** Gives the service the status that it had before the step, when it is still as the step left it. */
async function restoreFormerStatus(
	transaction: Transaction,
	step: StepIdentity,
	replaced: unknown,
	asTheStepLeftIt: (service: Service, was: FormerService) => boolean,
): Promise<void> {
	const was = formerService.parse(replaced);
	const service = await lockSubject(transaction, step);
	if (!service || !asTheStepLeftIt(service, was)) return;
	const { status: to, suspensionReason: reason, suspendedBy: by, suspendedAt: at } = was;
	const suspension = reason && by && at ? { reason, by, at } : undefined;
	await changeStatus(transaction, service, 'reverted', { to, suspension });
}

/** Gives the service back its plan from before the step, if it still has the plan from the step. */
export async function restoreFormerPlan(
	transaction: Transaction,
	step: StepIdentity,
	replaced: unknown,
): Promise<void> {
	const { planId } = formerService.parse(replaced);
	const service = await lockSubject(transaction, step);
	if (service && service.planCode === inputOf(step).planCode) await setPlan(transaction, service.serviceId, planId);
}

/** Returns the input of the task, if the task changes a service. */
function inputOf({ input }: StepIdentity) {
	return lifecycleInput.safeParse(input).data ?? {};
}

/** Returns the service of the step's task; undefined when the task has another subject. */
async function lockSubject(
	transaction: Transaction,
	{ subjectType, subjectId }: StepIdentity,
): Promise<Service | undefined> {
	return subjectType === onService.subjectType ? await lockService(transaction, subjectId) : undefined;
}

/** Returns the service of the step's task, if the account is its own. A step may also change another account. */
async function ownService(
	transaction: Transaction,
	step: StepIdentity,
	account: Changed,
): Promise<Service | undefined> {
	const service = await lockSubject(transaction, step);
	if (!service || !sameSite(service.domain, account.domain)) return undefined;
	const { username } = account;
	if (service.username !== null && username !== undefined && service.username !== username) return undefined;
	const elsewhere = step.targetId !== null && service.serverId !== null && step.targetId !== service.serverId;
	return elsewhere ? undefined : service;
}

function former({ status, suspensionReason, suspendedBy, suspendedAt, planId }: Service): FormerService {
	return { status, suspensionReason, suspendedBy, suspendedAt, planId };
}

/** Records the user name of the account that was made for the service. */
export async function followCreation(
	transaction: Transaction,
	{ subjectType, subjectId }: StepIdentity,
	{ username }: AccountRef,
): Promise<void> {
	if (subjectType === onService.subjectType) await setUsername(transaction, subjectId, username);
}
