import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { findTask, lockTask, type Task } from './tasks';

export function unknownTask(taskId: string): InputError {
	return new InputError(
		'taskId',
		`is unknown: no task has the ID ${taskId}`,
		'Take it from MSP Task → Task: List, or from the operation that started it.',
		'not_found',
	);
}

/** @throws InputError when there is no such task. */
export async function getTask(transaction: Transaction, taskId: string): Promise<Task> {
	const task = await findTask(transaction, taskId);
	if (task) return task;
	throw unknownTask(taskId);
}

/**
 * The task, held against changes by others until the transaction ends.
 *
 * @throws InputError when there is no such task.
 */
export async function lockExistingTask(transaction: Transaction, taskId: string): Promise<Task> {
	const task = await lockTask(transaction, taskId);
	if (task) return task;
	throw unknownTask(taskId);
}
