import { finishRollback, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const finishTaskRollback = operation({
	name: 'finishRollback',
	label: 'Finish Rollback',
	action: 'Finish rollback of task',
	description: 'End a task after its roll-back. Leftovers lists what could not be undone, for a person.',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await finishRollback(office, parameters.taskId),
});
