import { z } from 'zod';
import { InputError, ExternalError } from '../kernel/errors';
import { retryAt } from '../kernel/retry';
import type { BackOffice, Transaction } from '../db';
import { closeOneWaySteps, listSteps, releaseSteps, type Step } from './steps';
import { changeTask, lockTask, type Task } from './tasks';
import { cancelNow } from './claimTask';
import { missingChange } from '../provisioning';
import { taskLeaseSeconds } from './stepRecord';
import { stepsToUndo } from './undoStep';

/**
 * Ends a task whose steps are all done. A service that was set up is active from now on; any other change was recorded
 * with its step. Doing it again changes nothing.
 *
 * @throws InputError where the task does not exist, has an unfinished step, lacks the one that it is for, is to stop, or
 *   has ended otherwise.
 */
export async function completeTask({ store }: BackOffice, taskId: string): Promise<Task> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status === 'completed') return task;
		if (task.status !== 'running') {
			throw new InputError('taskId', `is ${task.status}`, 'Only a running task can be completed: claim it first.');
		}
		const steps = await listSteps(transaction, taskId);
		const open = steps.find(({ status }) => status === 'started');
		if (open)
			throw new InputError('taskId', `has the unfinished step '${open.name}'`, 'Run the step to its end first.');
		const missing = await missingChange(transaction, task, steps);
		if (missing) throw missing;
		// Of a change that cannot be taken back nothing would be left to stop.
		if (task.cancelRequested && (task.kind === 'provision' || stepsToUndo(steps).length > 0)) {
			throw new InputError('taskId', 'was asked to stop', 'Nothing to do: what it made is taken back by its next run.');
		}

		if (task.kind === 'provision') await activate(transaction, task.serviceId);
		await audit(transaction, task, 'task.complete', 'done', {});
		return await changeTask(transaction, taskId, { status: 'completed', leaseSeconds: null, completed: true });
	});
}

/** What a workflow does next about a task with a failed step. */
export type AfterFailure = 'retry_later' | 'roll_back' | 'carry_on';

/**
 * Decides what becomes of a task whose step failed. A passing failure is tried again later, with a growing back-off; a
 * lasting one, or the last try, is rolled back, or passed over where the step is one that the service can do without. A
 * last try whose outcome nobody knows is rolled back later too: its call may still be on its way, and what it makes would
 * come after the look for it.
 *
 * @param whenFinal what a lasting failure means for the task.
 */
export async function failTask(
	{ store }: BackOffice,
	taskId: string,
	whenFinal: 'roll_back' | 'carry_on',
): Promise<{ readonly task: Task; readonly next: AfterFailure }> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status !== 'running') {
			throw new InputError('taskId', `is ${task.status}`, 'Only a running task can fail: claim it first.');
		}
		const steps = await listSteps(transaction, taskId);
		const failure = failureOf(steps);
		const passing = new ExternalError(failure.errorClass ?? 'unknown', '', '').transient;
		const attempt = task.attempt + 1;
		const next: AfterFailure = task.cancelRequested
			? 'roll_back'
			: passing && attempt < task.maxAttempts
				? 'retry_later'
				: whenFinal;

		await audit(transaction, task, 'task.fail', 'failed', { ...failure, next });
		await releaseSteps(transaction, taskId);
		if (next === 'retry_later') {
			const retrySeconds = retryAt(attempt, new Date(0), Math.random).getTime() / 1000;
			return {
				next,
				task: await changeTask(transaction, taskId, {
					status: 'retry',
					attempt,
					failure,
					leaseSeconds: null,
					nextAttemptInSeconds: retrySeconds,
				}),
			};
		}
		const leaseSeconds = taskLeaseSeconds;
		if (next === 'roll_back' && mayComeLater(steps, failure)) {
			const status = 'compensating';
			return {
				next: 'retry_later',
				task: await changeTask(transaction, taskId, { status, attempt, failure, leaseSeconds }),
			};
		}
		const change =
			next === 'roll_back' ? { status: 'compensating' as const } : { statusDetail: skippedStepDetail(failure) };
		return { next, task: await changeTask(transaction, taskId, { attempt, failure, leaseSeconds, ...change }) };
	});
}

/**
 * Ends a task that was rolled back. Its place on the server is free again. What could not be taken back is named, for a
 * person. Doing it again changes nothing.
 */
export async function finishRollback(
	{ store }: BackOffice,
	taskId: string,
): Promise<Task & { readonly leftovers: string[] }> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		const leftovers = stepsToUndo(await listSteps(transaction, taskId)).map(({ name }) => name);
		if (task.status === 'failed' || task.status === 'cancelled') return { ...task, leftovers };
		if (task.status !== 'compensating') {
			throw new InputError('taskId', `is ${task.status}`, 'Fail or cancel the task first.');
		}
		await audit(transaction, task, 'task.roll_back', leftovers.length === 0 ? 'undone' : 'failed', {
			leftovers,
		});
		if (leftovers.length === 0 && task.kind === 'provision') await closeOneWaySteps(transaction, taskId);
		if (leftovers.length === 0 && task.cancelRequested) return { ...(await cancelNow(transaction, task)), leftovers };

		if (task.kind === 'provision') await setUpFailed(transaction, task.serviceId, leftovers.length > 0);
		const statusDetail = leftovers.length === 0 ? 'rolled back' : `could not take back: ${leftovers.join(', ')}`;
		return {
			...(await changeTask(transaction, taskId, {
				status: 'failed',
				statusDetail,
				leaseSeconds: null,
				completed: true,
			})),
			leftovers,
		};
	});
}

/**
 * Stops a task. One that made nothing ends at once; what another one made is taken back by its run, or by the
 * reconciler's next one.
 *
 * @throws InputError where it does not exist or is over.
 */
export async function cancelTask({ store }: BackOffice, taskId: string): Promise<Task> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status === 'completed' || task.status === 'failed') {
			throw new InputError('taskId', `is ${task.status}`, 'A task that is over cannot be cancelled.');
		}
		return await stopTask(transaction, task);
	});
}

/** The same in the caller's transaction, for a task that the caller has locked and that is neither completed nor failed. */
export async function stopTask(transaction: Transaction, task: Task): Promise<Task> {
	if (task.status === 'cancelled' || task.cancelRequested) return task;
	await audit(transaction, task, 'task.cancel', 'intended', { was: task.status });
	const idle = task.status === 'pending' || task.status === 'waiting' || task.status === 'retry';
	if (idle && stepsToUndo(await listSteps(transaction, task.taskId)).length === 0) {
		return await cancelNow(transaction, task);
	}
	return await changeTask(transaction, task.taskId, {
		cancelRequested: true,
		...(idle && { nextAttemptInSeconds: 0 }),
	});
}

/** One that a step of its own task has suspended stays so. */
async function activate(transaction: Transaction, serviceId: string): Promise<void> {
	await transaction.run(
		`update msp.service set status = case when status = 'provisioning' then 'active' else status end,
			activated_at = coalesce(activated_at, now())
		where id = $1 and status in ('provisioning', 'active', 'suspended')`,
		[serviceId],
	);
}

/** With something left on the server, the place on it stays taken. What a step has terminated stays so. */
async function setUpFailed(transaction: Transaction, serviceId: string, leftovers: boolean): Promise<void> {
	const place = leftovers ? '' : ', server_id = null, username = null';
	await transaction.run(
		`update msp.service set status = 'provisioning_failed', suspension_reason = null, suspended_by = null,
			suspended_at = null${place}
		where id = $1 and status <> 'terminated'`,
		[serviceId],
	);
}

type Failure = Pick<Task, 'failedStep' | 'errorClass' | 'vendorMessage' | 'remedy'>;

/** The step that failed last; a failure that left no record is of class unknown, and is looked at again. */
function failureOf(steps: readonly Step[]): Failure {
	const [failed] = steps
		.filter(({ status }) => status === 'failed')
		.sort((one, other) => (other.finishedAt?.getTime() ?? 0) - (one.finishedAt?.getTime() ?? 0));
	return {
		failedStep: failed?.name ?? null,
		errorClass: failed?.errorClass ?? 'unknown',
		vendorMessage: failed?.vendorMessage ?? 'a node of the workflow failed outside a recorded step',
		remedy: failed?.remedy ?? 'Open the execution in n8n and see which node failed.',
	};
}

/** Whether something may still come of a call: of the last one, or of one that a run has not given up. */
function mayComeLater(steps: readonly Step[], { failedStep, errorClass }: Failure): boolean {
	const unknown = new ExternalError(errorClass ?? 'unknown', '', '').outcomeUnknown;
	return (failedStep !== null && unknown) || stepsToUndo(steps).some(({ leased }) => leased);
}

function skippedStepDetail({ failedStep, vendorMessage }: Failure): string {
	return `went on without '${failedStep ?? 'a step'}': ${vendorMessage ?? ''}`;
}

async function lockExistingTask(transaction: Transaction, taskId: string): Promise<Task> {
	const task = await lockTask(transaction, z.uuid().parse(taskId));
	if (task) return task;
	throw new InputError(
		'taskId',
		`is unknown: no task has the ID ${taskId}`,
		'Take it from MSP Provisioning → Task: List.',
	);
}

async function audit(
	transaction: Transaction,
	task: Task,
	action: string,
	outcome: 'done' | 'failed' | 'intended' | 'undone',
	detail: Record<string, unknown>,
): Promise<void> {
	const { customerId, taskId: subject, correlationId } = task;
	transaction.audit({ customerId, action, subject, outcome, detail, correlationId });
}
