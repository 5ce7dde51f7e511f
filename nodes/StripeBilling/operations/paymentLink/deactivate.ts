import { paymentLinkDeactivation } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { paymentLinkId, onceFields } from '../fields';

export const deactivatePaymentLink = operation({
	name: 'deactivate',
	label: 'Deactivate',
	action: 'Deactivate payment link',
	description: 'Stop a link from being paid. A repeat changes nothing.',
	fields: { paymentLinkId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(paymentLinkDeactivation, params),
});
