import { z } from 'zod';
import { checkoutCreation } from '../../../../core/stripe';
import { additional, choice, number, toggle, type Fields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import {
	addressBox,
	anyCurrency,
	anyCustomerId,
	email,
	languageOfPage,
	metadata,
	orderReferences,
	onceFields,
} from '../fields';
import { every, lineFields, linesOf } from '../lines';

/** A page that takes no money has no lines. */
const forMoney = {
	specifyLines: shownForMoney(lineFields.specifyLines),
	lines: shownForMoney(lineFields.lines),
	linesJson: shownForMoney(lineFields.linesJson),
} as const;

function shownForMoney<F extends Fields[string]>(field: F): F {
	const { displayOptions } = field.control;
	const show = { ...displayOptions?.show, mode: ['payment', 'subscription'] };
	return { ...field, control: { ...field.control, displayOptions: { ...displayOptions, show } } };
}

export const createCheckout = operation({
	name: 'create',
	label: 'Create',
	action: 'Create checkout session',
	description: 'Open a page of Stripe on which a customer pays, subscribes or leaves a payment method',
	fields: {
		mode: choice(
			'Mode',
			{ payment: 'Payment', subscription: 'Subscription', setup: 'Setup' },
			{ description: 'Whether the customer pays once, subscribes, or only leaves a payment method' },
		),
		...forMoney,
		every: { ...every, control: { ...every.control, displayOptions: { show: { mode: ['subscription'] } } } },
		successUrl: addressBox('Success URL', 'Where the customer goes afterwards', { required: true }),
		orderReferences,
		additionalFields: additional('Additional Fields', {
			cancelUrl: addressBox('Cancel URL', 'Where the customer goes who does not want to pay'),
			currency: anyCurrency,
			customerId: {
				...anyCustomerId,
				control: {
					...anyCustomerId.control,
					description: 'The customer at Stripe. Without it Stripe asks for the address.',
				},
			},
			email,
			expiresInMinutes: number(
				'Expires After (Minutes)',
				z.number().int().min(30, 'must be at least 30').max(1_440, 'must be at most 1440'),
				{ default: 1440, typeOptions: { minValue: 30, maxValue: 1440 } },
			),
			keepPaymentMethod: toggle('Keep Payment Method', z.boolean(), {
				description: 'Whether the payment method is kept, to charge it later without the customer',
			}),
			language: languageOfPage,
			metadata,
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{ mode, every: interval, successUrl, orderReferences: references, additionalFields, ...lines },
	) =>
		await change(checkoutCreation, {
			mode,
			lines: mode === 'setup' ? [] : linesOf(lines),
			every: { interval: interval ?? 'month', count: 1 },
			successUrl,
			references,
			...additionalFields,
		}),
});
