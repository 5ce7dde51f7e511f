import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { addDiscount as add, showTerms, type DiscountOrder } from '../../../../core/renewals';
import { additional, choice, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { dayField, decimal, serviceId } from './fields';

export const code = text('Code', z.string().trim().min(1, 'is missing').max(100), {
	required: true,
	placeholder: 'e.g. WELCOME',
	description: 'What the customer reads on the invoice, such as the code of a coupon. A service uses a code once.',
});

export const addDiscount = operation({
	name: 'addDiscount',
	label: 'Add Discount',
	action: 'Add discount to service',
	description:
		'Take a part of the price, an amount or whole months off the renewals of a service, with or without an end',
	fields: {
		serviceId,
		code,
		kind: choice<DiscountOrder['kind']>(
			'Kind',
			{ percent: 'Percent', fixed: 'Fixed Amount', free: 'Free Months' },
			{ description: 'What is taken off each period' },
		),
		percent: {
			...number('Percent', z.number().min(0.01).max(100), {
				default: 10,
				description: 'Of the price of a period',
				displayOptions: { show: { kind: ['percent'] } },
			}),
			schema: z.number().min(0.01, 'must be 0.01 or more').max(100).optional(),
		},
		amount: {
			...text('Amount', decimal, {
				placeholder: 'e.g. 5.00',
				description: 'For each period, in the currency of the service',
				displayOptions: { show: { kind: ['fixed'] } },
			}),
			schema: decimal.optional(),
		},
		additionalFields: additional('Additional Fields', {
			endsOn: dayField('Ends On', 'The first day on which it does not hold any more'),
			months: number('Months', z.number().int().min(1).max(1_200), {
				default: 3,
				description: 'For how many months it holds. Free months need this, or a last day.',
			}),
			startsOn: dayField(
				'Starts On',
				'From which day on it holds. Without it, from the next period that is not invoiced yet.',
			),
		}),
	},
	run: async ({ store }: BackOffice, { additionalFields, ...order }) =>
		await store.asStaff(async (transaction) => showTerms(await add(transaction, { ...order, ...additionalFields }))),
});
