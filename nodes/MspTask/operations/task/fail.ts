import { failTask, type NextAfterFailure, type TaskOffice } from '../../../../core/tasks';
import { choice } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import { taskId } from '../fields';

const outputs = { retry_later: 'Retry Later', roll_back: 'Roll Back', carry_on: 'Carry On' } satisfies Record<
	NextAfterFailure,
	string
>;

export const fail = operation({
	name: 'fail',
	label: 'Fail',
	action: 'Decide what becomes of task after failed step',
	description:
		'Record a failure. The task retries a passing failure later. It rolls back after a lasting one, or passes over it.',
	outputs: Object.values(outputs),
	fields: {
		taskId,
		whenFinal: choice(
			'When It Fails for Good',
			{ roll_back: 'Roll Back What the Task Made', carry_on: 'Carry On Without This Step' },
			{ description: 'What the task does after a lasting failure, or after the last try' },
		),
	},
	run: async (office: TaskOffice, { taskId: id, whenFinal }) => {
		const { task, next } = await failTask(office, id, whenFinal);
		return new ToOutput(outputs[next], { ...task, next });
	},
});
