import { z } from 'zod';
import { raiseAlert } from '../../../../core/alerts';
import { additional, choice, number, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { itemOf, shortText } from '../fields';

const line = z.string().trim().min(1, 'is empty').max(300, 'is longer than 300 characters');
const lines = z.string().trim().max(5_000, 'is longer than 5,000 characters').default('');

export const raise = operation({
	name: 'raise',
	label: 'Raise',
	action: 'Raise alert',
	description:
		'Keep something that staff must be told. Reports of one cause are one alert and one mail while it is open.',
	fields: {
		cause: text('Cause', line, {
			required: true,
			placeholder: 'e.g. no-room:default',
			description: 'What makes two reports the same alert',
		}),
		kind: choice('Kind', { no_room: 'No Room on Any Server', other: 'Other' }, { default: 'other' }),
		severity: choice('Severity', { error: 'Action Needed', info: 'Information', warning: 'Warning' }),
		title: text('Title', line, {
			required: true,
			placeholder: 'e.g. No server has room',
			description: 'The subject of the mail',
		}),
		message: text('Message', lines, { typeOptions: { rows: 3 } }),
		remedy: text('Remedy', lines, { description: 'What the reader can do about it' }),
		taskId: text('Task ID', optional(z.uuid('must be a task ID')), {
			description: 'The task that it is about. The alert settles by itself when all its tasks are over.',
		}),
		more: additional('More', {
			customerCode: text('Customer Code', shortText),
			detailsUrl: text('Details URL', z.url('must be a web address').max(2_000), {
				description: 'Where the reader finds more',
			}),
			domain: text('Domain', shortText),
			orderReference: text('Order Reference', shortText),
			vendorMessage: text('Error Message', z.string().max(5_000), { description: "The vendor's own words" }),
			waitSeconds: number('Wait Seconds', z.number().int().min(0).max(3_600), {
				description: 'How long the mail waits for more reports of the same cause',
			}),
		}),
	},
	run: async ({ office }: AlertContext, { taskId, more: { waitSeconds = 0, ...facts }, ...words }) =>
		itemOf(
			await raiseAlert(await office(), {
				...words,
				waitSeconds,
				facts: { ...facts, taskId },
				settles: taskId === undefined ? 'by_hand' : 'work_over',
				subjects: taskId === undefined ? [] : [{ kind: 'task', subjectId: taskId }],
			}),
		),
});
