import { InputError } from '../../../../core/kernel/errors';
import { refundCreation } from '../../../../core/stripe';
import { additional, choice, optional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { amountMinor, metadata, paymentIntentId, onceFields } from '../fields';

function mustSay(amount: number | undefined): number {
	if (amount !== undefined) return amount;
	throw new InputError('amountMinor', 'is missing', 'Say how much goes back, or choose All That Is Left.');
}

export const createRefund = operation({
	name: 'create',
	label: 'Create',
	action: 'Create refund',
	description: 'Give money of a payment back. It cannot be undone.',
	fields: {
		paymentIntentId,
		howMuch: choice('How Much', { part: 'A Part', all: 'All That Is Left' }),
		amountMinor: {
			schema: optional(amountMinor.schema),
			control: {
				...amountMinor.control,
				description: "In the smallest unit of the payment's currency",
				displayOptions: { show: { howMuch: ['part'] } },
			},
		},
		additionalFields: additional('Additional Fields', {
			metadata,
			reason: choice('Reason', {
				duplicate: 'Duplicate',
				fraudulent: 'Fraudulent',
				requested_by_customer: 'Requested by Customer',
			}),
		}),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { paymentIntentId: id, howMuch, amountMinor: amount, additionalFields }) =>
		await change(refundCreation, {
			paymentIntentId: id,
			amountMinor: howMuch === 'all' ? null : mustSay(amount),
			...additionalFields,
		}),
});
