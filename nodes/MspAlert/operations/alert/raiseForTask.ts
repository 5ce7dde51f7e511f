import { raiseForTask, type TaskTrouble } from '../../../../core/alerts';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';
import type { AlertContext } from '../../alertContext';
import { itemOf } from '../fields';

export const raiseTask = operation({
	name: 'raiseForTask',
	label: 'Raise for Task',
	action: 'Raise alert for task',
	description:
		'Keep that a task failed or went on without a step: who has paid how much for which order, what failed, and how to retry',
	fields: {
		taskId,
		trouble: choice<TaskTrouble>(
			'What Happened',
			{ failed: 'It Failed and Is Rolled Back', left_out: 'It Went On Without a Step' },
			{ description: 'What staff are told of the task' },
		),
	},
	// The item goes on also when nobody needs to be told: a task that was called off is ended like any other.
	run: async ({ office }: AlertContext, { taskId: id, trouble }) => {
		const alert = await raiseForTask(await office(), id, trouble);
		return alert ? { ...itemOf(alert), taskId: id } : { taskId: id, alertId: null };
	},
});
