import { listTasks } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const listFailed = operation({
	name: 'listFailed',
	label: 'List Failed',
	action: 'List failed tasks',
	description: 'Return the failed tasks that nobody has cleared, with the step, the class and the words of each',
	fields: listFields,
	run: async ({ store }: BackOffice, { returnAll, limit }) =>
		await store.asStaff(
			async (transaction) =>
				await listTasks(transaction, { statuses: ['failed'], cleared: false, limit: returnAll ? null : limit }),
		),
});
