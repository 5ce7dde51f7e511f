import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { lockExistingTask } from './existingTask';
import { kindOf, type TaskKind, type TaskOffice } from './kind';
import { auditTask } from './startTask';
import { summarizeSteps } from './steps';
import { changeTask, hastenNextInTurn, type Task } from './tasks';

/**
 * Stops a task. One that made nothing ends at once; what another one made is taken back by its run, or by the
 * reconciler's next one.
 *
 * @throws InputError when it does not exist or is over.
 */
export async function cancelTask(office: TaskOffice, taskId: string): Promise<Task> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (task.status === 'completed' || task.status === 'failed') {
			throw new InputError('taskId', `is ${task.status}`, 'A task that is over cannot be cancelled.', 'conflict');
		}
		return await stopTask(transaction, kindOf(office, task), task);
	});
}

/** The same in the caller's transaction, for a task that the caller has locked and that is neither completed nor failed. */
export async function stopTask(transaction: Transaction, kind: TaskKind, task: Task): Promise<Task> {
	if (task.status === 'cancelled' || task.cancelRequested) return task;
	auditTask(transaction, task, 'task.cancel', 'intended', { was: task.status });
	const idle = task.status === 'pending' || task.status === 'waiting' || task.status === 'retry';
	if (idle && (await summarizeSteps(transaction, task.taskId)).toUndo === 0) {
		return await stopNow(transaction, kind, task);
	}
	return await changeTask(transaction, task.taskId, {
		cancelRequested: true,
		...(idle && { nextAttemptInSeconds: 0 }),
	});
}

/** Ends a task that has made nothing which would have to be taken back. */
export async function stopNow(transaction: Transaction, kind: TaskKind, task: Task): Promise<Task> {
	await kind.onCancelled?.(transaction, task);
	await hastenNextInTurn(transaction, task);
	return await changeTask(transaction, task.taskId, { status: 'cancelled', leaseSeconds: null, completed: true });
}

/** Lets a task that was asked to stop go on. The caller has locked it. */
export async function withdrawStop(transaction: Transaction, { taskId }: Task): Promise<Task> {
	return await changeTask(transaction, taskId, { cancelRequested: false });
}
