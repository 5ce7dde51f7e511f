import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError, ExternalError } from '../kernel/errors';
import type { Vault } from '../kernel/encryption';
import type { BackOffice, Transaction } from '../db';
import {
	forgetIntent,
	leaseStep,
	lockStep,
	recordFailure,
	recordIntent,
	recordResult,
	recordReplaced,
	renewStep,
	type Step,
	type StepUpdate,
} from './steps';
import { changeTask, lockTask, type Task } from './tasks';
import type { StepRecord } from './runStep';
import type { Secrets, SideEffect, StepIdentity } from './sideEffect';

/**
 * Longer than the wait for a place on a server (60 s) and a slow call to a panel (180 s) together, and renewed while its
 * holder is at it, so that a lease runs out only where that has died.
 */
export const stepLeaseSeconds = 300;
/** How long a task is left alone after its last sign of life: until the lease of the step that it gave has run out too. */
export const taskLeaseSeconds = stepLeaseSeconds + 30;

/** Which step of which task, and the server that it works on. */
export interface StepPlace {
	readonly taskId: string;
	readonly stepName: string;
	readonly serverId?: string;
}

/**
 * The record of one step in the store, for `runStep`.
 *
 * @throws ExternalError from `begin`: `busy` while another run holds the step, `invalid` where the task has ended or is
 *   to stop. InputError where there is no such task.
 */
export function openStep<Wanted, Intent, Result>(
	{ store, vault }: BackOffice,
	place: StepPlace,
	effect: SideEffect<Wanted, Intent, Result>,
): StepRecord<Intent, Result> {
	let held: { readonly task: Task; readonly update: StepUpdate } | undefined;
	let intended: { readonly intent: Intent } | undefined;

	const audit = async (
		transaction: Transaction,
		task: Task,
		outcome: 'intended' | 'done' | 'failed',
		detail: Record<string, unknown>,
	) => {
		transaction.audit({
			customerId: task.customerId,
			action: effect.name,
			subject: `${task.taskId}/${place.stepName}`,
			outcome,
			detail,
			correlationId: task.correlationId,
		});
	};

	return {
		async begin(plan) {
			const token = randomUUID();
			const { task, earlier } = await store.asStaff(
				async (transaction) => await takeLease(transaction, place, effect, token),
			);
			if (earlier?.status === 'done') return { state: 'done', result: effect.result.parse(earlier.result) };

			const update = { taskId: place.taskId, name: place.stepName, token };
			held = { task, update };
			if (earlier && earlier.intent !== null && earlier.status !== 'undone') {
				const secrets = openSecrets(vault, task.customerId, earlier.sealedSecrets);
				const state = effect.readBackAssumes && failedForCertain(earlier) ? 'fresh' : 'interrupted';
				intended = { intent: effect.intent.parse(earlier.intent) };
				return { state, ...intended, secrets };
			}

			const { precondition: permit } = effect;
			if (permit) await store.asStaff(async (transaction) => await permit(transaction, identityOf(task, place)));
			const { intent, secrets = {} } = await plan();
			await store.asStaff(async (transaction) => {
				// The task may have been called off, or ended by another run, while the outside was asked.
				mustRun(await lockExistingTask(transaction, place), effect.undo !== undefined);
				const sealed = sealSecrets(vault, task.customerId, secrets);
				mustHold(await recordIntent(transaction, update, intent, sealed), place);
				await audit(transaction, task, 'intended', { intent });
			});
			intended = { intent };
			return { state: 'fresh', intent, secrets };
		},

		async keep() {
			if (!held) return;
			const { taskId } = place;
			const { update } = held;
			await store.asStaff(async (transaction) => {
				// In the order in which a run takes them: the task first.
				await lockTask(transaction, taskId);
				if (!(await renewStep(transaction, update, stepLeaseSeconds))) return;
				await changeTask(transaction, taskId, { leaseSeconds: taskLeaseSeconds });
			});
		},

		async succeed(result) {
			if (!held || !intended) throw new RangeError('a step succeeds only after it has begun');
			const { task, update } = held;
			const { intent } = intended;
			await store.asStaff(async (transaction) => {
				mustHold(await recordResult(transaction, update, result), place);
				const settled = await effect.persist?.(transaction, identityOf(task, place), result, intent);
				if (settled !== undefined) await recordReplaced(transaction, update, settled);
				await audit(transaction, task, 'done', settled === undefined ? { result } : { result, replaced: settled });
			});
		},

		async fail(error) {
			// A step that was never ours to try has nothing to record.
			if (!held) return;
			const { task, update } = held;
			await store.asStaff(async (transaction) => {
				const { errorClass, vendorMessage } = error;
				if (await recordFailure(transaction, update, error)) {
					await audit(transaction, task, 'failed', { errorClass, vendorMessage });
				}
			});
		},
	};
}

async function takeLease<Wanted, Intent, Result>(
	transaction: Transaction,
	{ taskId, stepName, serverId }: StepPlace,
	effect: SideEffect<Wanted, Intent, Result>,
	token: string,
): Promise<{ task: Task; earlier: Step | undefined }> {
	const task = await lockExistingTask(transaction, { taskId });
	const earlier = await lockStep(transaction, taskId, stepName);
	if (earlier?.status === 'done') return { task, earlier };
	if (earlier && earlier.effect !== effect.name) {
		throw new InputError(
			'stepName',
			`'${stepName}' is ${earlier.effect || 'a node from elsewhere'} in this task, not ${effect.name}`,
			'Give each node of the workflow a step name of its own.',
		);
	}
	mustRun(task, effect.undo !== undefined);
	if (earlier?.leased) {
		throw new ExternalError(
			'busy',
			`another run holds the step '${stepName}' until ${earlier.leaseUntil?.toISOString() ?? 'later'}`,
			'Wait: that run finishes it, or the reconciler takes it over when its lease runs out.',
		);
	}
	mustStay(earlier, serverId);
	if (earlier?.status === 'undone') await forgetIntent(transaction, earlier.stepId);
	await leaseStep(transaction, {
		taskId,
		customerId: task.customerId,
		name: stepName,
		effect: effect.name,
		serverId: serverId ?? null,
		canUndo: effect.undo !== undefined,
		token,
		seconds: stepLeaseSeconds,
	});
	await changeTask(transaction, taskId, { leaseSeconds: taskLeaseSeconds });
	return { task, earlier };
}

/** On another server nothing would be found of what an earlier try made, and it would stay where it is. */
function mustStay(earlier: Step | undefined, serverId: string | undefined): void {
	if (!earlier?.serverId || earlier.intent === null || earlier.status === 'undone' || earlier.serverId === serverId)
		return;
	throw new InputError(
		'server',
		`is another one than ${earlier.serverCode ?? earlier.serverId}, where the step '${earlier.name}' was begun`,
		'Let it go on there. To move the service, cancel the task first: what it made is taken back.',
	);
}

async function lockExistingTask(transaction: Transaction, { taskId }: Pick<StepPlace, 'taskId'>): Promise<Task> {
	const task = await lockTask(transaction, taskId);
	if (task) return task;
	throw new InputError(
		'taskId',
		`is unknown: no task has the ID ${taskId}`,
		'Take the task ID from MSP Provisioning → Task: Start.',
	);
}

/** While a task is rolled back, only steps that leave nothing to take back may run, such as a word to a person. */
function mustRun({ taskId, kind, status, cancelRequested }: Task, canUndo: boolean): void {
	if (status === 'compensating' && !canUndo) return;
	if (cancelRequested) {
		throw new ExternalError(
			'invalid',
			`task ${taskId} was asked to stop`,
			'Nothing more is made for it; what it made is taken back.',
		);
	}
	if (status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'compensating') {
		throw new ExternalError(
			'invalid',
			`task ${taskId} is ${status}`,
			'Retry the task from MSP Provisioning to run its steps again.',
		);
	}
	// The changes of one service are made one after the other: claiming tells whose turn it is.
	if (kind !== 'provision' && status !== 'running') {
		throw new ExternalError(
			'invalid',
			`task ${taskId} is ${status}, and nobody has claimed it`,
			'Put MSP Provisioning → Task: Claim before the step.',
		);
	}
}

function identityOf({ taskId, customerId, serviceId, wish }: Task, { stepName, serverId }: StepPlace): StepIdentity {
	return { taskId, stepName, customerId, serviceId, serverId: serverId ?? null, wish };
}

function mustHold(holds: boolean, { stepName }: StepPlace): void {
	if (holds) return;
	throw new ExternalError(
		'busy',
		`the lease of the step '${stepName}' ran out and another run has taken it over`,
		'Nothing to do: the other run reads back what this one made.',
	);
}

function failedForCertain({ status, errorClass }: Step): boolean {
	return status === 'failed' && errorClass !== null && errorClass !== 'transport' && errorClass !== 'unknown';
}

const secretsByName = z.record(z.string(), z.string());

function sealSecrets(vault: Vault, customerId: string, secrets: Secrets): string | null {
	return Object.keys(secrets).length === 0 ? null : vault.seal(`customer:${customerId}`, JSON.stringify(secrets));
}

function openSecrets(vault: Vault, customerId: string, sealed: string | null): Secrets {
	return sealed === null ? {} : secretsByName.parse(JSON.parse(vault.open(`customer:${customerId}`, sealed)));
}

/** What a step decided and was not to write down in the open: for tools that must prove where secrets are. */
export function secretsOfStep(
	vault: Vault,
	{ customerId, sealedSecrets }: Pick<Step, 'customerId' | 'sealedSecrets'>,
): Secrets {
	return openSecrets(vault, customerId, sealedSecrets);
}
