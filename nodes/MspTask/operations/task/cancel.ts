import { cancelTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const cancel = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel task',
	description: 'Stop a task, and undo what it has made so far',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await cancelTask(office, parameters.taskId),
});
