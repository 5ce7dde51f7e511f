import { completeTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const complete = operation({
	name: 'complete',
	label: 'Complete',
	action: 'Complete task',
	description: 'End a task whose steps are all done. A service that was set up is active from now on.',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await completeTask(office, parameters.taskId),
});
