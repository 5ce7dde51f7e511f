import { showTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get task with its steps',
	description: 'Return a task with each of its steps, and the class and the words of each failure',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await showTask(office, parameters.taskId),
});
