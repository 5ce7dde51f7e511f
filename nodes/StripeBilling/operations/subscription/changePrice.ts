import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { subscriptionPriceChange } from '../../../../core/stripe';
import { additional, choice, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { priceId, subscriptionId, onceFields } from '../fields';

export const changePrice = operation({
	name: 'changePrice',
	label: 'Change Price',
	action: 'Change price of subscription',
	description: 'Move a subscription to another price or quantity',
	fields: {
		subscriptionId,
		priceId,
		proration: choice('Proration', {
			create_prorations: 'On the Next Invoice',
			always_invoice: 'Invoice Now',
			none: 'None',
		}),
		additionalFields: additional('Additional Fields', {
			itemId: text('Item ID', z.string().trim().max(textLimits.providerId), {
				placeholder: 'e.g. si_NcLYdDxLHxlFo7',
				description: 'Which item, when the subscription has several',
			}),
			quantity: number('Quantity', z.number().int().min(1, 'must be at least 1'), {
				default: 1,
				typeOptions: { minValue: 1 },
			}),
		}),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { subscriptionId: id, priceId: price, proration, additionalFields }) =>
		await change(subscriptionPriceChange, { subscriptionId: id, priceId: price, proration, ...additionalFields }),
});
