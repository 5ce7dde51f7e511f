import { paymentCancellation } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { paymentIntentId, onceFields } from '../fields';

export const cancelPayment = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel payment intent',
	description: 'Cancel a payment that has taken no money. A repeat changes nothing.',
	fields: { paymentIntentId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(paymentCancellation, params),
});
