import { showTask } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const listSteps = operation({
	name: 'list',
	label: 'List',
	action: 'List steps of task',
	description: 'Return the steps of a task in the order in which they were begun',
	fields: { taskId },
	run: async ({ store }: BackOffice, parameters) => (await showTask({ store }, parameters.taskId)).steps,
});
