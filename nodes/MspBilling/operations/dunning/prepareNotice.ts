import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { prepareNotice as prepare } from '../../../../core/dunning';
import { textLimits } from '../../../../core/kernel/textLimits';
import { optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';

export const prepareNotice = operation({
	name: 'prepareNotice',
	label: 'Prepare Notice',
	action: 'Prepare letter of dunning',
	description:
		'Return what the letter of a task says, with what is owed right now and a link to pay it, for MSP Message',
	fields: {
		taskId,
		paymentPage: text('Payment Page', optional(z.string().trim().max(textLimits.url)), {
			placeholder: 'e.g. https://n8n.example.com/webhook/msp/pay',
			description: 'The address of workflow 29, where the customer pays. Without it the letter leads to the invoices.',
		}),
	},
	run: async (office: BackOffice, { taskId: id, paymentPage }) => await prepare(office, id, { paymentPage }),
});
