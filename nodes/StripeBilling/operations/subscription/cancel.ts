import { subscriptionCancellation, subscriptionEnding } from '../../../../core/stripe';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { onceFields, subscriptionId } from '../fields';

export const cancelSubscription = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel subscription',
	description: 'End a subscription now, or when its paid period ends. A repeat changes nothing.',
	fields: {
		subscriptionId,
		when: choice('When', { period_end: 'At the End of the Period', now: 'Now' }),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { subscriptionId: id, when }) =>
		await change(when === 'now' ? subscriptionCancellation : subscriptionEnding, { subscriptionId: id }),
});
