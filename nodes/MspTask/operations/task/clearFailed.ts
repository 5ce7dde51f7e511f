import { z } from 'zod';
import { clearFailed as clear, type TaskOffice } from '../../../../core/tasks';
import { choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

/** Several IDs, as a list or in one text, separated by commas or spaces. The editor hides them when all are meant. */
const taskIds = z
	.union([z.string().transform((given) => given.split(/[\s,]+/).filter(Boolean)), z.array(z.string())], {
		error: 'must be task IDs, separated by commas',
	})
	.pipe(z.array(z.uuid('must be task IDs, separated by commas')).max(1000, 'must be 1000 tasks at the most'))
	.optional();

export const clearFailed = operation({
	name: 'clearFailed',
	label: 'Clear Failed',
	action: 'Clear failed tasks from list',
	description: 'Mark failed tasks as seen. They stay in the history, and you can still retry them.',
	fields: {
		which: choice(
			'Which',
			{ these: 'These Tasks', all: 'All Failed Tasks' },
			{ description: 'All means the failures of every customer' },
		),
		taskIds: text('Task IDs', taskIds, {
			required: true,
			placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
			description: 'Separated by commas, or as a list',
			displayOptions: { show: { which: ['these'] } },
		}),
	},
	run: async (office: TaskOffice, { which, taskIds: ids = [] }) => ({
		cleared: await clear(office, which === 'all' ? 'all' : ids),
	}),
});
