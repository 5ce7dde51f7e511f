import { getPaymentLink } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { paymentLinkId } from '../fields';

export const getPaymentLinkById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get payment link',
	description: 'Return one payment link by its ID',
	fields: { paymentLinkId },
	run: async ({ account }: StripeContext, input) => await getPaymentLink(account, input.paymentLinkId),
});
