import { getCheckout } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { sessionId } from '../fields';

export const getCheckoutById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get checkout session',
	description: 'Return one checkout session by its ID',
	fields: { sessionId },
	run: async ({ account }: StripeContext, input) => await getCheckout(account, input.sessionId),
});
