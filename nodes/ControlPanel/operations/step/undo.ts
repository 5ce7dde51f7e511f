import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { undoNamed } from '../../../../core/provisioning';
import { listSteps, undoStep } from '../../../../core/tasks';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const undoStepMade = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo durable step',
	description: 'Take back what a durable step made, and nothing else. Doing it again changes nothing.',
	fields: {
		taskId: text('Task ID', z.uuid('must be a task ID'), {
			required: true,
			description: 'A task that is rolled back, as MSP Provisioning → Step: Undo List gives it',
		}),
		stepName: text('Step Name', z.string().min(1, 'must name a step'), { required: true }),
	},
	run: async ({ panel, server }: PanelContext, step) => {
		if (!server) {
			throw new InputError(
				'connectBy',
				'must be Server Record to take a step back',
				'Choose it: steps are kept there.',
			);
		}
		const { backOffice, serverId, serverCode } = server;
		const steps = await backOffice.store.asStaff(async (transaction) => await listSteps(transaction, step.taskId));
		const made = steps.find(({ name }) => name === step.stepName);
		// On another server nothing would be found, and what was made would stay where it is.
		if (made?.serverId && made.serverId !== serverId) {
			throw new InputError(
				'server',
				`is ${serverCode}, and the step was made on ${made.serverCode ?? made.serverId}`,
				'Give the server code that Step: Undo List gives with the step.',
			);
		}
		return await undoStep(backOffice, step, undoNamed(panel));
	},
});
