import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Merge, Transaction } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import type { Vault } from '../kernel/encryption';
import { unknownTask } from './existingTask';
import { kindOf, type TaskOffice } from './kind';
import { leaseStep, recordIntent } from './lease';
import type { StepRecord } from './runStep';
import type { Secrets, SideEffect, StepIdentity } from './sideEffect';
import { recordFailure, recordReplaced, recordResult, renewStep, type Step, type StepUpdate } from './steps';

import { lockTask, type Task } from './tasks';

/**
 * Longer than the wait for a slot of a server (60 s) and a slow call to a panel (180 s) together, and renewed while its
 * holder is at it: a lease runs out only when its holder has died.
 */
export const stepLeaseSeconds = 300;
/** How long a task is left alone after its last sign of life: until the lease of the step that it gave has run out too. */
export const taskLeaseSeconds = stepLeaseSeconds + 30;

/** What a step works on: `server`, the ID of its record and the name by which people know it. */
export interface Target {
	readonly type: string;
	readonly id: string;
	readonly name: string;
}

/** Which step of which task, and what it works on. */
export interface StepPlace {
	readonly taskId: string;
	readonly stepName: string;
	readonly target?: Target;
}

/**
 * The record of one step in the store, for `runStep`.
 *
 * @throws ExternalError from `begin`: `busy` while another run holds the step, `invalid` when the task has ended or is to
 *   stop. InputError when there is no such task.
 */
export function openStep<Input, Intent, Result>(
	office: TaskOffice,
	place: StepPlace,
	effect: SideEffect<Input, Intent, Result>,
): StepRecord<Input, Intent, Result> {
	const { store, vault } = office;
	const notInRollback = effect.undo !== undefined && effect.runsInRollback !== true;
	let held: { readonly task: Task; readonly update: StepUpdate } | undefined;
	let intended: { readonly intent: Intent } | undefined;

	const audit = (
		transaction: Transaction,
		{ customerId, taskId, correlationId }: Task,
		outcome: 'intended' | 'done' | 'failed',
		detail: Record<string, unknown>,
	) => {
		const subject = `${taskId}/${place.stepName}`;
		transaction.audit({ customerId, action: effect.name, subject, outcome, detail, correlationId });
	};

	return {
		effect,

		async begin(plan) {
			const update = { taskId: place.taskId, name: place.stepName, token: randomUUID() };
			const { task, earlier } = await store.asStaff(
				async (transaction) =>
					await takeLease(transaction, { office, place, effect, notInRollback, token: update.token }),
			);
			if (earlier?.status === 'done') return { state: 'done', result: effect.result.parse(earlier.result) };

			held = { task, update };
			if (earlier && earlier.intent !== null && earlier.status !== 'undone' && !(await isOutdated(effect, earlier))) {
				const secrets = openSecrets(vault, task, earlier.sealedSecrets);
				const state = effect.readBackAssumes && failedForCertain(earlier) ? 'fresh' : 'interrupted';
				intended = { intent: effect.intent.parse(earlier.intent) };
				return { state, ...intended, secrets };
			}

			const { precondition } = effect;
			if (precondition)
				await store.asStaff(async (transaction) => await precondition(transaction, identityOf(task, place)));
			const { intent, secrets = {} } = await plan();
			const decided = {
				intent,
				sealedSecrets: sealSecrets(vault, task, secrets),
				redoAfterRollback: effect.redoAfterRollback?.(intent) ?? false,
			};
			await store.asStaff(async (transaction) => {
				const now = await recordIntent(transaction, update, decided);
				if (!now) throw unknownTask(place.taskId);
				// Somebody may have called the task off, or another run ended it, while the outside was asked.
				const refusal = refusalToRun(office, now, notInRollback);
				if (refusal) throw refusal;
				mustHold(now.recorded, place);
				audit(transaction, task, 'intended', { intent });
			});
			intended = { intent };
			return { state: 'fresh', intent, secrets };
		},

		async keep() {
			if (!held) return;
			const { update } = held;
			await store.asStaff(async (transaction) => {
				await lockTask(transaction, place.taskId);
				await renewStep(transaction, update, stepLeaseSeconds, taskLeaseSeconds);
			});
		},

		async succeed(result) {
			if (!held || !intended) throw new RangeError('a step succeeds only after it has begun');
			const { task, update } = held;
			const { intent } = intended;
			await store.asStaff(async (transaction) => {
				mustHold(await recordResult(transaction, update, result, effect.leavesNothing?.(result) ?? false), place);
				const replaced = await effect.persist?.(transaction, identityOf(task, place), result, intent);
				if (replaced !== undefined) await recordReplaced(transaction, update, replaced);
				audit(transaction, task, 'done', replaced === undefined ? { result } : { result, replaced });
			});
		},

		async fail(error) {
			// A step that was never ours to try has nothing to record.
			if (!held) return;
			const { task, update } = held;
			await store.asStaff(async (transaction) => {
				const { errorClass, vendorMessage } = error;
				if (await recordFailure(transaction, update, error)) {
					await effect.persistFailure?.(transaction, identityOf(task, place), error);
					audit(transaction, task, 'failed', { errorClass, vendorMessage });
				}
			});
		},
	};
}

interface LeaseRequest {
	readonly office: TaskOffice;
	readonly place: StepPlace;
	readonly effect: { readonly name: string; readonly undo?: unknown };
	/** Whether it may not run while its task is rolled back. */
	readonly notInRollback: boolean;
	readonly token: string;
}

/** The task, and the step as it was before; the step is leased unless it is done. */
async function takeLease(
	transaction: Transaction,
	{ office, place: { taskId, stepName, target }, effect, notInRollback, token }: LeaseRequest,
): Promise<{ task: Task; earlier: Step | undefined }> {
	const task = await lockTask(transaction, taskId);
	if (!task) throw unknownTask(taskId);
	const refusal = refusalToRun(office, task, notInRollback);
	const lease = {
		task,
		name: stepName,
		effect: effect.name,
		target,
		canUndo: effect.undo !== undefined && task.status !== 'compensating',
		token,
		seconds: stepLeaseSeconds,
		taskSeconds: taskLeaseSeconds,
	};
	const { granted, earlier } = await leaseStep(transaction, lease, refusal === undefined);
	if (granted) return { task, earlier };
	// Also one that is done: its result is that of another change, and this one would never be made.
	if (earlier && earlier.effect !== effect.name) {
		throw new InputError(
			'stepName',
			`'${stepName}' is ${earlier.effect} in this task, not ${effect.name}`,
			'Give each node of the workflow a step name of its own.',
		);
	}
	if (earlier?.status === 'done') return { task, earlier };
	if (refusal) throw refusal;
	if (earlier?.leased) {
		throw new ExternalError(
			'busy',
			`another run holds the step '${stepName}' until ${earlier.leaseUntil?.toISOString() ?? 'later'}`,
			'Wait: that run finishes it, or the reconciler takes it over when its lease runs out.',
		);
	}
	throw new InputError(
		target?.type ?? 'target',
		`is another one than ${earlier?.targetName ?? 'the one'}, where the step '${stepName}' was begun`,
		'Let it go on there. To move the service, cancel the task first: what it made is taken back.',
	);
}

/** While a task is rolled back, only steps that leave nothing to take back may run, such as a word to a person. */
function refusalToRun(office: TaskOffice, task: Task, notInRollback: boolean): ExternalError | undefined {
	const { taskId, status, cancelRequested } = task;
	if (status === 'compensating' && !notInRollback) return undefined;
	if (cancelRequested) {
		return new ExternalError(
			'invalid',
			`task ${taskId} was asked to stop`,
			'Nothing more is made for it; what it made is taken back.',
		);
	}
	if (status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'compensating') {
		return new ExternalError(
			'invalid',
			`task ${taskId} is ${status}`,
			'Retry the task with MSP Task to run its steps again.',
		);
	}
	if (kindOf(office, task).inTurn && status !== 'running') {
		return new ExternalError(
			'invalid',
			`task ${taskId} is ${status}, and nobody has claimed it`,
			'Put MSP Task → Task: Claim before the step.',
		);
	}
	return undefined;
}

/** What an effect's members are told about their step. */
export function identityOf(task: Task, { stepName, target }: Omit<StepPlace, 'taskId'>): StepIdentity {
	const { taskId, customerId, kind, subjectType, subjectId, input } = task;
	return { taskId, customerId, kind, subjectType, subjectId, input, stepName, targetId: target?.id ?? null };
}

function mustHold(holds: boolean, { stepName }: StepPlace): void {
	if (holds) return;
	throw new ExternalError(
		'busy',
		`the lease of the step '${stepName}' ran out and another run has taken it over`,
		'Nothing to do: the other run reads back what this one made.',
	);
}

async function isOutdated<Intent>(
	{ intent, startsAnew }: Pick<SideEffect<never, Intent, unknown>, 'intent' | 'startsAnew'>,
	earlier: Step,
): Promise<boolean> {
	return startsAnew !== undefined && failedForCertain(earlier) && (await startsAnew(intent.parse(earlier.intent)));
}

function failedForCertain({ status, errorClass }: Step): boolean {
	return status === 'failed' && errorClass !== null && errorClass !== 'transport' && errorClass !== 'unknown';
}

const secretsByName = z.record(z.string(), z.string());

type SecretsOwner = Pick<Task, 'taskId' | 'customerId'>;
const ownerOf = ({ taskId, customerId }: SecretsOwner) =>
	customerId === null ? `task:${taskId}` : `customer:${customerId}`;

function sealSecrets(vault: Vault, owner: SecretsOwner, secrets: Secrets): string | null {
	return Object.keys(secrets).length === 0 ? null : vault.seal(ownerOf(owner), JSON.stringify(secrets));
}

function openSecrets(vault: Vault, owner: SecretsOwner, sealed: string | null): Secrets {
	return sealed === null ? {} : secretsByName.parse(JSON.parse(vault.open(ownerOf(owner), sealed)));
}

/**
 * Seals the secrets of a step of one customer's task for another customer.
 *
 * @throws InputError when the key is missing under which they are sealed.
 */
export function resealSecrets(vault: Vault, sealed: string, { from, into }: Merge): string {
	return vault.seal(`customer:${into}`, vault.open(`customer:${from}`, sealed));
}

/** What a step decided and was not to write down in the open: for tools that must prove where secrets are. */
export function secretsOfStep(
	vault: Vault,
	task: SecretsOwner,
	{ sealedSecrets }: Pick<Step, 'sealedSecrets'>,
): Secrets {
	return openSecrets(vault, task, sealedSecrets);
}
