import { subscriptionResumption } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { subscriptionId, onceFields } from '../fields';

export const resumeSubscription = operation({
	name: 'resume',
	label: 'Resume',
	action: 'Resume subscription',
	description: 'Go on with a subscription that is paused, or that was to end with its period',
	fields: { subscriptionId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(subscriptionResumption, params),
});
