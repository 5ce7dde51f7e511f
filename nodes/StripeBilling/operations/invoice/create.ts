import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { invoiceCreation } from '../../../../core/stripe';
import { additional, choice, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { currency, customerId, daysUntilDue, description, metadata, orderReferences, onceFields } from '../fields';

export const createInvoice = operation({
	name: 'create',
	label: 'Create',
	action: 'Create invoice',
	description: 'Create a draft. Invoice Item: Create adds its lines, and Finalize makes it an invoice.',
	fields: {
		collect: choice('Collect By', { charge: 'Charging the Payment Method', send: 'Sending the Invoice' }),
		customerId,
		currency,
		daysUntilDue,
		orderReferences,
		additionalFields: additional('Additional Fields', {
			autoAdvance: toggle('Auto Advance', z.boolean(), {
				description: 'Whether Stripe finalizes it after an hour, and charges or sends it by itself',
			}),
			description,
			footer: text('Footer', z.string().trim().max(textLimits.reason)),
			metadata,
			takesPendingItems: toggle('Take Pending Items', z.boolean(), {
				description: 'Whether it takes the items that wait for the next invoice of the customer',
			}),
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{
			collect,
			customerId: customer,
			currency: code,
			daysUntilDue: days,
			orderReferences: references,
			additionalFields,
		},
	) =>
		await change(invoiceCreation, {
			customerId: customer,
			currency: code,
			daysUntilDue: collect === 'send' ? days : null,
			references,
			autoAdvance: false,
			takesPendingItems: false,
			...additionalFields,
		}),
});
