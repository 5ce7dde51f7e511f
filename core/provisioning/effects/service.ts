import { ExternalError } from '../../kernel/errors';
import type { StepIdentity } from '../../tasks';
import type { Transaction } from '../../db';
import { findPlanByCode } from '../../catalog';
import {
	formerService,
	lockService,
	restoreStatus,
	setPlan,
	setServiceStatus,
	setSuspended,
	setTerminated,
	suspensionReasons,
	type FormerService,
	type Service,
	type ServiceStatus,
} from '../../services';
import type { Account, AccountRef } from '../../panels';

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
	const service = await serviceOf(transaction, step, account);
	const { by = system } = step.wish;
	const takesOver = service?.status === 'suspended' && service.suspendedBy === system && by !== system;
	if (!service || !(service.status === 'active' || service.status === 'provisioning' || takesOver)) return undefined;
	const word = reasonGiven.trim().toLowerCase();
	const reason = suspensionReasons.find((known) => known === word) ?? step.wish.reason ?? 'manual';
	await setSuspended(transaction, service.serviceId, { reason, by });
	return former(service);
}

export async function followReactivation(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
): Promise<FormerService | undefined> {
	const service = await serviceOf(transaction, step, account);
	if (service?.status !== 'suspended') return undefined;
	await setServiceStatus(transaction, service.serviceId, 'active');
	return former(service);
}

export async function followTermination(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
): Promise<FormerService | undefined> {
	const service = await serviceOf(transaction, step, account);
	if (!service || !isSetUp.includes(service.status)) return undefined;
	await setTerminated(transaction, service.serviceId);
	return former(service);
}

/** The service gets the plan that its task asks for, where the account has that plan's package now. */
export async function followPackage(
	transaction: Transaction,
	step: StepIdentity,
	account: Account,
): Promise<FormerService | undefined> {
	const { planCode } = step.wish;
	const plan = planCode === undefined ? undefined : await findPlanByCode(transaction, planCode);
	if (plan?.packageName !== account.packageName) return undefined;
	const service = await serviceOf(transaction, step, account);
	if (!service || !isSetUp.includes(service.status) || service.planId === plan.planId) return undefined;
	await setPlan(transaction, service.serviceId, plan.planId);
	return former(service);
}

/** What the system did not suspend, the system does not unsuspend. */
export async function permitReactivation(transaction: Transaction, step: StepIdentity): Promise<void> {
	const service = await lockService(transaction, step.serviceId);
	const { suspendedBy, suspensionReason } = service ?? {};
	if (service?.status !== 'suspended' || suspendedBy === system || (step.wish.by ?? system) !== system) return;
	throw new ExternalError(
		'permission',
		`the service of ${service.domain} was suspended by ${suspendedBy ?? 'a person'} (${suspensionReason ?? 'manual'})`,
		'What the system did not suspend, the system does not unsuspend: a person starts the task by name.',
	);
}

/** Gives the service the status that it had before the step, where it is still as the step left it. */
export async function restoreFormerStatus(
	transaction: Transaction,
	{ serviceId }: StepIdentity,
	settled: unknown,
	asTheStepLeftIt: (service: Service, was: FormerService) => boolean,
): Promise<void> {
	const was = formerService.parse(settled);
	const service = await lockService(transaction, serviceId);
	if (service && asTheStepLeftIt(service, was)) await restoreStatus(transaction, serviceId, was);
}

/** Gives the service the plan that it had before the step, where it still has the one that the step gave it. */
export async function restoreFormerPlan(
	transaction: Transaction,
	{ serviceId, wish }: StepIdentity,
	settled: unknown,
): Promise<void> {
	const { planId } = formerService.parse(settled);
	const service = await lockService(transaction, serviceId);
	if (service && service.planCode === wish.planCode) await setPlan(transaction, serviceId, planId);
}

const system = 'system';

/** The statuses of a service that has an account, or may have. */
const isSetUp: readonly ServiceStatus[] = ['provisioning', 'active', 'suspended', 'termination_pending'];

/** The service of the step's task, where the account is its own: a step may also change another account. */
async function serviceOf(
	transaction: Transaction,
	step: StepIdentity,
	account: AccountRef,
): Promise<Service | undefined> {
	const service = await lockService(transaction, step.serviceId);
	if (service?.domain !== account.domain) return undefined;
	if (service.username !== null && service.username !== account.username) return undefined;
	const elsewhere = step.serverId !== null && service.serverId !== null && step.serverId !== service.serverId;
	return elsewhere ? undefined : service;
}

function former({ status, suspensionReason, suspendedBy, suspendedAt, planId }: Service): FormerService {
	return { status, suspensionReason, suspendedBy, suspendedAt, planId };
}
