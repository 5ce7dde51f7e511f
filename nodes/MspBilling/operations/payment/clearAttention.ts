import { z } from 'zod';
import { markSeen } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const clearAttention = operation({
	name: 'clearAttention',
	label: 'Clear Attention',
	action: 'Clear attention of payment',
	description: 'Mark that a person has dealt with a payment; it comes back when something new happens to it',
	fields: {
		paymentId: text('Payment ID', z.uuid('must be the ID of a payment'), {
			required: true,
			description: 'As Payment: List gives it',
		}),
	},
	run: async (office: BackOffice, { paymentId }) => await markSeen(office, paymentId),
});
