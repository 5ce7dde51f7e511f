import { z } from 'zod';
import { closeAlert } from '../../../../core/alerts';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { alertId, itemOf } from '../fields';

export const close = operation({
	name: 'close',
	label: 'Close',
	action: 'Close alert',
	description: 'End an alert that a person has dealt with. Nothing more is told of it.',
	fields: {
		alertId,
		by: text('By', z.string().trim().min(1, 'must say who closes it').max(100), {
			required: true,
			placeholder: 'e.g. Ada',
			description: 'The name of the person who closes it. The alert keeps it.',
		}),
	},
	run: async ({ office }: AlertContext, input) => itemOf(await closeAlert(await office(), input.alertId, input.by)),
});
