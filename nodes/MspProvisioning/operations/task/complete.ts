import { completeTask } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const complete = operation({
	name: 'complete',
	label: 'Complete',
	action: 'Complete task',
	description: 'End a task whose steps are all done; its service is active from now on',
	fields: { taskId },
	run: async (backOffice: BackOffice, parameters) => await completeTask(backOffice, parameters.taskId),
});
