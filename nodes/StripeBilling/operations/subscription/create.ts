import { z } from 'zod';
import { subscriptionCreation } from '../../../../core/stripe';
import { additional, choice, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import {
	anyPaymentMethodId,
	customerId,
	daysUntilDue,
	description,
	metadata,
	orderReferences,
	priceId,
	onceFields,
} from '../fields';

export const createSubscription = operation({
	name: 'create',
	label: 'Create',
	action: 'Create subscription',
	description: 'Start a subscription of a customer to a price',
	fields: {
		collect: choice('Collect By', { charge: 'Charging the Payment Method', send: 'Sending the Invoice' }),
		customerId,
		priceId,
		quantity: number('Quantity', z.number().int().min(1, 'must be at least 1').default(1), {
			default: 1,
			typeOptions: { minValue: 1 },
		}),
		daysUntilDue,
		orderReferences,
		additionalFields: additional('Additional Fields', {
			description,
			metadata,
			paymentMethodId: anyPaymentMethodId,
			trialDays: number('Trial Days', z.number().int().min(1).max(730), { default: 14, typeOptions: { minValue: 1 } }),
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{
			collect,
			customerId: customer,
			priceId: price,
			quantity,
			daysUntilDue: days,
			orderReferences: references,
			additionalFields,
		},
	) =>
		await change(subscriptionCreation, {
			customerId: customer,
			items: [{ priceId: price, quantity }],
			daysUntilDue: collect === 'send' ? days : null,
			references,
			...additionalFields,
		}),
});
