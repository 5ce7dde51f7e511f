import { z } from 'zod';
import { clearFailed as clear, type TaskOffice } from '../../../../core/tasks';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

/** Several IDs, separated by commas or spaces. An empty text means all. */
const taskIds = z
	.string()
	.transform((given) => given.split(/[\s,]+/).filter(Boolean))
	.pipe(z.array(z.uuid('must be task IDs, separated by commas')));

export const clearFailed = operation({
	name: 'clearFailed',
	label: 'Clear Failed',
	action: 'Clear failed tasks from list',
	description: 'Mark failed tasks as seen. They stay in the history, and you can still retry them.',
	fields: {
		taskIds: text('Task IDs', taskIds, {
			placeholder: 'e.g. 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
			description: 'Separated by commas. Leave empty to clear all.',
		}),
	},
	run: async (office: TaskOffice, { taskIds: ids }) => ({
		cleared: await clear(office, ids.length === 0 ? null : ids),
	}),
});
