import { retryTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const retry = operation({
	name: 'retry',
	label: 'Retry',
	action: 'Retry task',
	description: 'Run a task again that failed, waits or was cancelled, from its first unfinished step',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => await retryTask(office, parameters.taskId),
});
