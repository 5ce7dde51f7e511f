import type { TaskOffice } from '../../../../core/tasks';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { listDescribed } from './listDescribed';

export const listFailed = operation({
	name: 'listFailed',
	label: 'List Failed',
	action: 'List failed tasks',
	description: 'Return the failed tasks that nobody has cleared, with the step, the class and the words of each',
	fields: listFields,
	run: async (office: TaskOffice, { returnAll, limit }) =>
		await listDescribed(office, { statuses: ['failed'], cleared: false, limit: returnAll ? null : limit }),
});
