import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { undoNamed } from '../../../../core/provisioning';
import { undoStep } from '../../../../core/tasks';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { textLimits } from '../../../../core/kernel/textLimits';

export const undoStepMade = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo durable step',
	description: 'Undo what a durable step made, and nothing else. A repeat changes nothing.',
	fields: {
		taskId: text('Task ID', z.uuid('must be a task ID'), {
			required: true,
			description: 'A task that is being rolled back, from MSP Task → Step: Undo List',
		}),
		stepName: text('Step Name', z.string().min(1, 'must name a step').max(textLimits.key), { required: true }),
	},
	run: async ({ panel, server }: PanelContext, step) => {
		if (!server) {
			throw new InputError(
				'connectBy',
				'must be Server Record to take a step back',
				'Choose it: steps are kept there.',
			);
		}
		const { office, target } = server;
		return await undoStep(office, { ...step, target }, undoNamed(panel));
	},
});
