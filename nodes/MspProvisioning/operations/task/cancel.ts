import { cancelTask } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const cancel = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel task',
	description: 'Stop a task; what it has made so far is taken back',
	fields: { taskId },
	run: async (backOffice: BackOffice, parameters) => await cancelTask(backOffice, parameters.taskId),
});
