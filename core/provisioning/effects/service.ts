import { findPlanByCode } from '../../catalog';
import type { Transaction } from '../../db';
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
 * What a confirmed change of an account means for the service of the task: its row follows in the transaction that
 * records the result. Each gives what the row was before, for taking the step back, or undefined where it stays.
 */

/**
 * A service that was suspended before keeps its reason, and who did it; but where the system did, and a person asks, the
 * person's takes the place.
 */
export async function followSuspension(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
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
	account: AccountRef,
): Promise<FormerService | undefined> {
	const service = await ownService(transaction, step, account);
	if (service?.status !== 'suspended') return undefined;
	await changeStatus(transaction, service, 'unsuspended');
	return former(service);
}

export async function followTermination(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
): Promise<FormerService | undefined> {
	const service = await ownService(transaction, step, account);
	if (!service || !mayChange('terminated', service.status)) return undefined;
	await changeStatus(transaction, service, 'terminated');
	return former(service);
}

/** The service gets the plan that its task asks for, where the account has that plan's package now. */
export async function followPackage(
	transaction: Transaction,
	step: StepIdentity,
	account: Account,
): Promise<FormerService | undefined> {
	const { planCode } = inputOf(step);
	const plan = planCode === undefined ? undefined : await findPlanByCode(transaction, planCode);
	if (plan?.packageName !== account.packageName) return undefined;
	const service = await ownService(transaction, step, account);
	if (!service || !mayChange('terminated', service.status) || service.planId === plan.planId) return undefined;
	await setPlan(transaction, service.serviceId, plan.planId);
	return former(service);
}

/** What the system did not suspend, the system does not unsuspend. */
export async function checkReactivation(transaction: Transaction, step: StepIdentity): Promise<void> {
	const service = await lockSubject(transaction, step);
	const { suspendedBy, suspensionReason } = service ?? {};
	if (service?.status !== 'suspended' || suspendedBy === system || (inputOf(step).by ?? system) !== system) return;
	throw new ExternalError(
		'permission',
		`the service of ${service.domain} was suspended by ${suspendedBy ?? 'a person'} (${suspensionReason ?? 'manual'})`,
		'What the system did not suspend, the system does not unsuspend: a person starts the task by name.',
	);
}

/** Gives the service the status that it had before the step, when it is still as the step left it. */
export async function restoreFormerStatus(
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

/** Gives the service the plan that it had before the step, where it still has the one that the step gave it. */
export async function restoreFormerPlan(
	transaction: Transaction,
	step: StepIdentity,
	replaced: unknown,
): Promise<void> {
	const { planId } = formerService.parse(replaced);
	const service = await lockSubject(transaction, step);
	if (service && service.planCode === inputOf(step).planCode) await setPlan(transaction, service.serviceId, planId);
}

/** What the task asks for, as far as it is a change of a service. */
function inputOf({ input }: StepIdentity) {
	return lifecycleInput.safeParse(input).data ?? {};
}

/** The service that the step's task is on; undefined when it is on something else. */
async function lockSubject(
	transaction: Transaction,
	{ subjectType, subjectId }: StepIdentity,
): Promise<Service | undefined> {
	return subjectType === onService.subjectType ? await lockService(transaction, subjectId) : undefined;
}

/** The service of the step's task, where the account is its own: a step may also change another account. */
async function ownService(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
): Promise<Service | undefined> {
	const service = await lockSubject(transaction, step);
	if (service?.domain !== account.domain) return undefined;
	if (service.username !== null && service.username !== account.username) return undefined;
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
