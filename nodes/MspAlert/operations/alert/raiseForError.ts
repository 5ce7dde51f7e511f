import { z } from 'zod';
import { raiseForLeftItem } from '../../../../core/alerts';
import { optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { itemOf } from '../fields';

const line = z.string().trim().min(1, 'is empty').max(300, 'is longer than 300 characters');

export const raiseForError = operation({
	name: 'raiseForError',
	label: 'Raise for Error',
	action: 'Raise alert for error',
	description:
		'Keep that an item left the node before by its error output: in whose words it failed, and what to do. Items that fail for one reason are one alert and one mail.',
	fields: {
		cause: text('Cause', line, {
			required: true,
			placeholder: 'e.g. checkout',
			description: 'What the items are about. The kind of node and the kind of error are added to it.',
		}),
		title: text('Title', line, {
			required: true,
			placeholder: 'e.g. Nobody can order',
			description: 'The subject of the mail',
		}),
		message: text('Message', optional(z.string().trim().max(5_000, 'is longer than 5,000 characters')), {
			typeOptions: { rows: 3 },
		}),
		senderFaults: text('Faults of the Sender', optional(z.string().max(1_000)), {
			placeholder: 'e.g. email, domain, exists',
			description:
				'Fields and kinds of errors that only whoever sent the item can correct, separated by commas. Staff are not told of them.',
		}),
	},
	// The item goes on in any case, with what failed: whoever waits for an answer gets one.
	run: async ({ office, failure }: AlertContext, { cause, title, message = '', senderFaults = '' }) => {
		if (!failure) return { alertId: null };
		const faults = senderFaults.split(/[\s,]+/).filter(Boolean);
		const alert = await raiseForLeftItem(office, failure, { cause, title, message, senderFaults: faults });
		const { code, field, words: error } = failure;
		return { ...(alert ? itemOf(alert) : { alertId: null }), code, field, error };
	},
});
