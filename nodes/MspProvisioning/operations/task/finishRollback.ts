import { finishRollback } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const finishTaskRollback = operation({
	name: 'finishRollback',
	label: 'Finish Rollback',
	action: 'Finish rollback of task',
	description: 'End a task after its steps were taken back; what could not be taken back is named for a person',
	fields: { taskId },
	run: async (backOffice: BackOffice, parameters) => await finishRollback(backOffice, parameters.taskId),
});
