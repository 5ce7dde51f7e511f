import { z } from 'zod';
import { money } from '../../../../core/kernel/money';
import { invoiceItemCreation } from '../../../../core/stripe';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { amountMinor, anyInvoiceId, currency, customerId, description, metadata, onceFields } from '../fields';

export const createInvoiceItem = operation({
	name: 'create',
	label: 'Create',
	action: 'Create invoice item',
	description: 'Add a line to a draft, or to the next invoice of the customer',
	fields: {
		customerId,
		amountMinor: {
			schema: z
				.number()
				.int('must be a whole number')
				.refine((amount) => amount !== 0, 'must not be 0'),
			control: {
				...amountMinor.control,
				typeOptions: {},
				description: 'In the smallest unit of ISO 4217. Below 0 for what is taken off.',
			},
		},
		currency,
		description: {
			...description,
			schema: description.schema.min(1, 'must say what it is'),
			control: { ...description.control, required: true },
		},
		additionalFields: additional('Additional Fields', {
			invoiceId: {
				...anyInvoiceId,
				control: {
					...anyInvoiceId.control,
					description: 'The draft. Leave it out for the next invoice of the customer.',
				},
			},
			metadata,
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{ customerId: customer, amountMinor: amount, currency: code, description: words, additionalFields },
	) =>
		await change(invoiceItemCreation, {
			customerId: customer,
			amount: money(amount, code),
			description: words,
			...additionalFields,
		}),
});
