import { getSubscription } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { subscriptionId } from '../fields';

export const getSubscriptionById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get subscription',
	description: 'Return one subscription by its ID',
	fields: { subscriptionId },
	run: async ({ account }: StripeContext, input) => await getSubscription(account, input.subscriptionId),
});
