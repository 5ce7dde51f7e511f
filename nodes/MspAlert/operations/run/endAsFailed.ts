import { z } from 'zod';
import { expectFailure } from '../../../../core/alerts';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';

export const endAsFailed = operation({
	name: 'endAsFailed',
	label: 'End as Failed',
	action: 'End run as failed',
	description:
		"End this run as failed, so that n8n's list of executions shows it red. Staff are told by an alert, and not once more by the error workflow.",
	fields: {
		why: text('Why', z.string().trim().min(1, 'is empty').max(500), {
			required: true,
			placeholder: 'e.g. Provisioning of example.com failed',
			description: 'What the list of executions shows',
		}),
	},
	run: async ({ office, run }: AlertContext, { why }) => {
		await expectFailure(await office(), run);
		throw new Error(why);
	},
});
