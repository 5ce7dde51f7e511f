import { z } from 'zod';
import { prepareNotice as prepare, type NoticeMail } from '../../../../core/rentals';
import type { TaskOffice } from '../../../../core/tasks';
import { text } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import { bookingPage, languageChoice, pageAddress } from '../fields';

const outputs = {
	received: 'Received',
	invoice: 'Invoice',
	confirmed: 'Confirmed',
	reminder: 'Reminder',
	cancelled: 'Cancelled',
	refund_approval: 'Refund Waits',
	refund_by_hand: 'Refund by Hand',
} satisfies Record<NoticeMail, string>;

export const prepareNotice = operation({
	name: 'prepareNotice',
	label: 'Prepare Notice',
	action: 'Prepare notice about booking',
	description:
		'Return what the mail of a notice needs, as it is now, by the output of its template. A notice that nobody wants any more leaves by Not Wanted.',
	outputs: [...Object.values(outputs), 'Not Wanted'],
	fields: {
		taskId: text('Task ID', z.uuid('must be a task ID'), {
			required: true,
			placeholder: 'e.g. {{ $json.taskId }}',
			description: 'A task of the kind Rental Notice, as MSP Task → Task: Claim gives it',
		}),
		bookingPage,
		refundPage: pageAddress('Refund Page', 'refund', 'The address at which Refund: Show Page answers'),
		language: {
			...languageChoice,
			control: { ...languageChoice.control, description: 'Of the page on which staff decide on a refund' },
		},
	},
	run: async (office: TaskOffice, { taskId, ...pages }) => {
		const ready = await prepare(office, taskId, pages);
		return new ToOutput(ready.mail === null ? 'Not Wanted' : outputs[ready.mail], ready);
	},
});
