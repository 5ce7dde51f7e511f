import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import { auditTask } from './startTask';
import { clearFailedTasks } from './tasks';

/**
 * Marks failures as seen: the named ones, or all of them. Returns how many nobody had seen.
 *
 * @param which all failures only if the caller says so in this word.
 * @throws InputError when no task is named.
 */
export async function clearFailed(
	{ store }: Pick<BackOffice, 'store'>,
	which: readonly string[] | 'all',
): Promise<number> {
	if (which.length === 0) {
		throw new InputError('taskIds', 'is empty', 'Name the failed tasks, or ask for all of them in so many words.');
	}
	return await store.asStaff(async (transaction) => {
		const cleared = await clearFailedTasks(transaction, which);
		for (const task of cleared) auditTask(transaction, task, 'task.clear', 'done', {});
		return cleared.length;
	});
}
