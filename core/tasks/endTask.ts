import { InputError, isOutcomeUnknown, isTransient } from '../kernel/errors';
import { retryAt } from '../kernel/retry';
import { stopNow } from './cancelTask';
import { lockExistingTask } from './existingTask';
import { kindOf, type TaskOffice } from './kind';
import { auditTask } from './startTask';
import { taskLeaseSeconds } from './stepRecord';
import { closeOneWaySteps, listStepsToUndo, releaseSteps, summarizeSteps, type StepSummary } from './steps';
import { changeTask, hastenNextInTurn, type Task, type TaskFailure } from './tasks';

/**
 * Ends a task whose steps are all done; its kind writes what follows. Doing it again changes nothing.
 *
 * @throws InputError when the task does not exist, has an unfinished step, lacks the one that it is for, is to stop, or has
 *   ended otherwise.
 */
export async function completeTask(office: TaskOffice, taskId: string): Promise<Task> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status === 'completed') return task;
		if (task.status !== 'running') {
			throw new InputError('taskId', `is ${task.status}`, 'Only a running task can be completed: claim it first.');
		}
		const kind = kindOf(office, task);
		const { unfinished, toUndo } = await summarizeSteps(transaction, taskId);
		if (unfinished !== null)
			throw new InputError('taskId', `has the unfinished step '${unfinished}'`, 'Run the step to its end first.');
		await kind.checkComplete?.(transaction, task);
		if (task.cancelRequested && !(kind.completesWhenPastStopping && toUndo === 0)) {
			throw new InputError('taskId', 'was asked to stop', 'Nothing to do: what it made is taken back by its next run.');
		}
		await kind.onCompleted?.(transaction, task);
		auditTask(transaction, task, 'task.complete', 'done', {});
		await hastenNextInTurn(transaction, task);
		return await changeTask(transaction, taskId, { status: 'completed', leaseSeconds: null, completed: true });
	});
}

/** What a workflow does next about a task with a failed step. */
export type NextAfterFailure = 'retry_later' | 'roll_back' | 'carry_on';

/**
 * Decides what becomes of a task whose step failed. A transient failure is tried again later, with a growing back-off. A
 * lasting one, or the last try, is rolled back; or the task goes on without the step, when its subject can do without. A
 * last try whose outcome nobody knows is rolled back later too: its call may still be on its way, and what it makes would
 * come after the look for it.
 *
 * @param whenFinal what a lasting failure means for the task.
 */
export async function failTask(
	office: TaskOffice,
	taskId: string,
	whenFinal: 'roll_back' | 'carry_on',
): Promise<{ readonly task: Task; readonly next: NextAfterFailure }> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status !== 'running') {
			throw new InputError('taskId', `is ${task.status}`, 'Only a running task can fail: claim it first.');
		}
		const steps = await summarizeSteps(transaction, taskId);
		const failure = failureOf(steps);
		const attempt = task.attempt + 1;
		const next = task.cancelRequested
			? 'roll_back'
			: isTransient(failure.errorClass) && attempt < task.maxAttempts
				? 'retry_later'
				: whenFinal;

		auditTask(transaction, task, 'task.fail', 'failed', { ...failure, next });
		await releaseSteps(transaction, taskId);
		const change = { ...failure, attempt, leaseSeconds: taskLeaseSeconds };
		if (next === 'retry_later') {
			const nextAttemptInSeconds = retryAt(attempt, new Date(0), Math.random).getTime() / 1000;
			const retry = { ...change, status: 'retry' as const, leaseSeconds: null, nextAttemptInSeconds };
			return { next, task: await changeTask(transaction, taskId, retry) };
		}
		if (next === 'carry_on') {
			const statusDetail = `went on without '${failure.failedStep ?? 'a step'}': ${failure.vendorMessage}`;
			return { next, task: await changeTask(transaction, taskId, { ...change, statusDetail }) };
		}
		const rolledBack = await changeTask(transaction, taskId, { ...change, status: 'compensating' });
		return { next: mayComeLater(steps, failure) ? 'retry_later' : next, task: rolledBack };
	});
}

/**
 * Ends a task that was rolled back. What could not be taken back is named, for a person. Doing it again changes nothing.
 */
export async function finishRollback(
	office: TaskOffice,
	taskId: string,
): Promise<Task & { readonly leftovers: string[] }> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		const leftovers = (await listStepsToUndo(transaction, taskId)).map(({ name }) => name);
		if (task.status === 'failed' || task.status === 'cancelled') return { ...task, leftovers };
		if (task.status !== 'compensating') {
			throw new InputError('taskId', `is ${task.status}`, 'Fail or cancel the task first.');
		}
		const kind = kindOf(office, task);
		const clean = leftovers.length === 0;
		auditTask(transaction, task, 'task.roll_back', clean ? 'undone' : 'failed', { leftovers });
		if (clean && kind.startsOver) await closeOneWaySteps(transaction, taskId);
		if (clean && task.cancelRequested) return { ...(await stopNow(transaction, kind, task)), leftovers };

		await kind.onFailed?.(transaction, task, leftovers);
		await hastenNextInTurn(transaction, task);
		const ended = await changeTask(transaction, taskId, {
			status: 'failed',
			statusDetail: clean ? 'rolled back' : `could not take back: ${leftovers.join(', ')}`,
			leaseSeconds: null,
			completed: true,
		});
		return { ...ended, leftovers };
	});
}

type KnownFailure = TaskFailure & {
	readonly errorClass: NonNullable<TaskFailure['errorClass']>;
	readonly vendorMessage: string;
};

/** The step that failed last; a failure that left no record is of class unknown, and is looked at again. */
function failureOf({ failedStep, errorClass, vendorMessage, remedy }: StepSummary): KnownFailure {
	return {
		failedStep,
		errorClass: errorClass ?? 'unknown',
		vendorMessage: vendorMessage ?? 'a node of the workflow failed outside a recorded step',
		remedy: remedy ?? 'Open the execution in n8n and see which node failed.',
	};
}

/** Whether something may still come of a call: of the last one, or of one that a run has not given up. */
function mayComeLater({ undoHeld }: StepSummary, { failedStep, errorClass }: KnownFailure): boolean {
	return (failedStep !== null && isOutcomeUnknown(errorClass)) || undoHeld;
}
