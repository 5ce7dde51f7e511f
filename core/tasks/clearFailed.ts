import type { BackOffice } from '../db';
import { clearFailedTasks } from './tasks';

/**
 * Marks failures as seen: the named ones, or all of them. Tells how many.
 *
 * @param taskIds null for all.
 */
export async function clearFailed({ store }: BackOffice, taskIds: readonly string[] | null): Promise<number> {
	return await store.asStaff(async (transaction) => {
		const cleared = await clearFailedTasks(transaction, taskIds);
		for (const { taskId, customerId, correlationId } of cleared) {
			transaction.audit({
				customerId,
				action: 'task.clear',
				subject: taskId,
				outcome: 'done',
				detail: {},
				correlationId,
			});
		}
		return cleared.length;
	});
}
