import { z } from 'zod';
import { paymentLinkCreation } from '../../../../core/stripe';
import { additional, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { addressBox, metadata, orderReferences, onceFields } from '../fields';
import { every, lineFields, linesOf } from '../lines';

export const createPaymentLink = operation({
	name: 'create',
	label: 'Create',
	action: 'Create payment link',
	description: 'Make a link that anybody can pay, any number of times',
	fields: {
		...lineFields,
		recurring: toggle('Recurring', z.boolean(), {
			description: 'Whether it is paid again and again, as a subscription',
		}),
		every: { ...every, control: { ...every.control, displayOptions: { show: { recurring: [true] } } } },
		orderReferences,
		additionalFields: additional('Additional Fields', {
			metadata,
			successUrl: addressBox('Success URL', 'Where the customer goes after paying'),
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{ recurring, every: interval, orderReferences: references, additionalFields, ...lines },
	) =>
		await change(paymentLinkCreation, {
			lines: linesOf(lines),
			...(recurring && { every: { interval: interval ?? 'month', count: 1 } }),
			references,
			...additionalFields,
		}),
});
