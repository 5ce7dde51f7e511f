import { showTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const listSteps = operation({
	name: 'list',
	label: 'List',
	action: 'List steps of task',
	description: 'Return the steps of a task in the order of their starts',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => (await showTask(office, parameters.taskId)).steps,
});
