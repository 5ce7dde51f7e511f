import { claimTask } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { taskId } from '../fields';

export const claim = operation({
	name: 'claim',
	label: 'Claim',
	action: 'Claim task for this run',
	description: 'Take a task for this run alone, with all its steps need. Returns nothing where another run has it.',
	fields: { taskId },
	run: async (backOffice: BackOffice, parameters) => (await claimTask(backOffice, parameters.taskId)) ?? [],
});
