import { actionOperation } from '../../build/states';
import { taskKind } from '../../kinds/others';

export const startTask = actionOperation(taskKind, {
	name: 'start',
	label: 'Start',
	action: 'start',
	verb: 'Start task',
	description: 'Begin to count the time of a task. One that runs already goes on.',
});

export const stopTask = actionOperation(taskKind, {
	name: 'stop',
	label: 'Stop',
	action: 'stop',
	verb: 'Stop task',
	description: 'End the time of a task that runs',
});
