import { undoList, type TaskOffice } from '../../../../core/tasks';
import { operation, ToOutput } from '../../../shared/operation';
import { taskId } from '../fields';

export const listUndo = operation({
	name: 'undoList',
	label: 'Undo List',
	action: 'List what is to be taken back of task',
	description: 'Return the steps that made something, the last one first, each for Control Panel → Step: Undo',
	outputs: ['To Undo', 'Nothing Left'],
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => {
		const steps = await undoList(office, parameters.taskId);
		if (steps.length === 0) return new ToOutput('Nothing Left', { taskId: parameters.taskId });
		return new ToOutput(
			'To Undo',
			steps.map(({ taskId: id, name, effect, targetName }) => ({
				taskId: id,
				stepName: name,
				effect,
				target: targetName,
			})),
		);
	},
});
