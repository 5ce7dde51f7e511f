import { defaultMethodChange } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId, paymentMethodId, onceFields } from '../fields';

export const setDefaultMethod = operation({
	name: 'setDefault',
	label: 'Set Default',
	action: 'Set default payment method',
	description: 'Make a payment method the one that invoices and subscriptions are paid with',
	fields: { customerId, paymentMethodId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(defaultMethodChange, params),
});
