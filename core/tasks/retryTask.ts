import { InputError } from '../kernel/errors';
import { lockExistingTask } from './existingTask';
import { kindOf, type TaskOffice } from './kind';
import { auditTask, reopenTask } from './startTask';
import { changeTask, type Task } from './tasks';
import type { Transaction } from '../db';

export interface RetriedTask extends Task {
	/** False when the task was about to run already, and this call changed nothing. */
	readonly retried: boolean;
}

/**
 * Runs a task again that failed, was cancelled, waits, or is to be retried later: from its first unfinished step. Several
 * retries at once are one: the others find the task ready to run, and change nothing.
 *
 * @throws InputError when it does not exist, runs now, or is completed, or its kind refuses it.
 */
export async function retryTask(office: TaskOffice, taskId: string): Promise<RetriedTask> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status === 'pending' && !task.cancelRequested) return { ...task, retried: false };
		if (task.status === 'completed' || task.status === 'running' || task.status === 'compensating') {
			throw new InputError(
				'taskId',
				`is ${task.status}`,
				'Only a task that failed, waits or was cancelled is run again.',
				'conflict',
			);
		}
		await kindOf(office, task).reopen?.(transaction, task);
		auditTask(transaction, task, 'task.retry', 'done', { was: task.status });
		return { ...(await reopenTask(transaction, task)), retried: true };
	});
}

/**
 * Lets a task wait for something that is not there yet, such as room on a server. One that was asked to stop waits for
 * nothing: what it made is taken back at once. The caller has locked it.
 */
export async function postponeTask(
	transaction: Transaction,
	{ taskId, cancelRequested }: Pick<Task, 'taskId' | 'cancelRequested'>,
	{ seconds, statusDetail }: { readonly seconds: number; readonly statusDetail: string },
): Promise<Task> {
	return await changeTask(transaction, taskId, {
		status: 'waiting',
		statusDetail,
		leaseSeconds: null,
		nextAttemptInSeconds: cancelRequested ? 0 : seconds,
	});
}

/**
 * Makes a task due at once that waits for what has now come, such as a decision. The caller has locked it. One that runs or
 * has ended stays as it is.
 */
export async function hastenTask(
	transaction: Transaction,
	{ taskId, status }: Pick<Task, 'taskId' | 'status'>,
): Promise<void> {
	if (status !== 'waiting' && status !== 'retry' && status !== 'pending') return;
	await changeTask(transaction, taskId, { nextAttemptInSeconds: 0 });
}
