import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { stripeUndoNamed } from '../../../../core/stripe';
import { undoStep } from '../../../../core/tasks';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';

export const undoStepMade = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo durable step',
	description: 'Undo what a durable step made at Stripe, and nothing else. A repeat changes nothing.',
	fields: {
		taskId: text('Task ID', z.uuid('must be a task ID'), {
			required: true,
			description: 'A task that is being rolled back, from MSP Task → Step: Undo List',
		}),
		stepName: text('Step Name', z.string().min(1, 'must name a step').max(textLimits.key), { required: true }),
	},
	run: async ({ account, office }: StripeContext, step) =>
		await undoStep(await office(), step, stripeUndoNamed(account)),
});
