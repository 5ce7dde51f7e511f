import { paymentMethodAttachment } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { paymentMethodId, customerId, onceFields } from '../fields';

export const attachMethod = operation({
	name: 'attach',
	label: 'Attach',
	action: 'Attach payment method',
	description: 'Give a payment method to a customer, so that it can be charged',
	fields: {
		customerId,
		paymentMethodId: {
			...paymentMethodId,
			control: { ...paymentMethodId.control, description: 'One that belongs to nobody yet' },
		},
		...onceFields,
	},
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(paymentMethodAttachment, params),
});
