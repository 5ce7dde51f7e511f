import { finishRollback, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const finishTaskRollback = operation({
	name: 'finishRollback',
	label: 'Finish Rollback',
	action: 'Finish rollback of task',
	description: 'End a task after its steps were taken back; what could not be taken back is named for a person',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await finishRollback(office, parameters.taskId),
});
