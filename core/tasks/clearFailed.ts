import type { BackOffice } from '../db';
import { auditTask } from './startTask';
import { clearFailedTasks } from './tasks';

/**
 * Marks failures as seen: the named ones, or all of them. Returns how many.
 *
 * @param taskIds null for all.
 */
export async function clearFailed(
	{ store }: Pick<BackOffice, 'store'>,
	taskIds: readonly string[] | null,
): Promise<number> {
	return await store.asStaff(async (transaction) => {
		const cleared = await clearFailedTasks(transaction, taskIds);
		for (const task of cleared) auditTask(transaction, task, 'task.clear', 'done', {});
		return cleared.length;
	});
}
