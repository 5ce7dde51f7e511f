import { getPayment } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { paymentIntentId } from '../fields';

export const getPaymentById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get payment intent',
	description: 'Return one payment intent by its ID',
	fields: { paymentIntentId },
	run: async ({ account }: StripeContext, input) => await getPayment(account, input.paymentIntentId),
});
