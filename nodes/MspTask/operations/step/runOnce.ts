import { runOnce, type TaskOffice } from '../../../../core/tasks';
import { choice } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import { stepName, taskId } from '../fields';

export const runStepOnce = operation({
	name: 'runOnce',
	label: 'Run Once',
	action: 'Run node from elsewhere once for task',
	description: 'Send the item to Run the first time, and to Already Done after Mark Done',
	outputs: ['Run', 'Already Done'],
	fields: {
		taskId,
		stepName,
		ifInterrupted: choice(
			'If Interrupted',
			{ run_again: 'Run Again', treat_as_done: 'Treat as Done' },
			{
				description: 'What to do when an earlier run died between Run and Mark Done: nobody knows whether the node ran',
			},
		),
	},
	run: async (office: TaskOffice, { ifInterrupted, ...place }) => {
		const once = await runOnce(office, place, ifInterrupted);
		return once.run ? new ToOutput('Run', place) : new ToOutput('Already Done', { ...place, result: once.result });
	},
});
