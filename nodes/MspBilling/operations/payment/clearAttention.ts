import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { clearAttention as clear } from '../../../../core/payments';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const clearAttention = operation({
	name: 'clearAttention',
	label: 'Clear Attention',
	action: 'Clear attention of payment',
	description:
		'Record that a person has dealt with a payment. The payment needs attention again when something new happens to it.',
	fields: {
		paymentId: text('Payment ID', z.uuid('must be the ID of a payment'), {
			required: true,
			description: 'From Payment: List',
		}),
	},
	run: async (office: BackOffice, { paymentId }) => await clear(office, paymentId),
});
