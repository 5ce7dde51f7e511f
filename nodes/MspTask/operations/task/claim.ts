import { claimTask, type TaskOffice } from '../../../../core/tasks';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const claim = operation({
	name: 'claim',
	label: 'Claim',
	action: 'Claim task for this run',
	description: 'Take a task for this run alone, with all that its steps need. Returns nothing when another run has it.',
	fields: { taskId },
	run: async (office: TaskOffice, parameters) => (await claimTask(office, parameters.taskId)) ?? [],
});
