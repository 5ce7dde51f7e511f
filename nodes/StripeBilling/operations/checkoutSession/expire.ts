import { checkoutExpiry } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { sessionId, onceFields } from '../fields';

export const expireCheckout = operation({
	name: 'expire',
	label: 'Expire',
	action: 'Expire checkout session',
	description: 'Close a page that was not paid yet. A repeat changes nothing.',
	fields: { sessionId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(checkoutExpiry, params),
});
