import { describeTasks, listTasks, type DescribedTask, type TaskFilter, type TaskOffice } from '../../../../core/tasks';
import { anyOf } from '../../../shared/field';

/** Tasks with the descriptions of their subjects, from the domains of their kinds. */
export async function listDescribed(
	office: TaskOffice,
	{ kinds, statuses, ...filter }: TaskFilter,
): Promise<DescribedTask[]> {
	return await office.store.asStaff(async (transaction) => {
		const tasks = await listTasks(transaction, { ...filter, kinds: anyOf(kinds), statuses: anyOf(statuses) });
		return await describeTasks(transaction, office, tasks);
	});
}
