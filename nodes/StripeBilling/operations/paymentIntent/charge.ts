import { z } from 'zod';
import { whileOwed } from '../../../../core/charges';
import { money } from '../../../../core/kernel/money';
import { savedMethodCharge } from '../../../../core/stripe';
import { additional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import {
	amountMinor,
	currency,
	customerId,
	description,
	email,
	metadata,
	orderReferences,
	paymentMethodId,
	onceFields,
} from '../fields';

export const chargeSavedMethod = operation({
	name: 'charge',
	label: 'Charge Saved Method',
	action: 'Charge saved payment method',
	description:
		'Charge a payment method of a customer who is away. A decline is a result with its outcome, not an error.',
	fields: {
		customerId,
		paymentMethodId,
		amountMinor,
		currency,
		orderReferences,
		additionalFields: additional('Additional Fields', {
			description,
			metadata,
			receiptEmail: {
				...email,
				control: { ...email.control, displayName: 'Receipt Email', description: 'Where Stripe sends its receipt' },
			},
			statementSuffix: text('Statement Suffix', z.string().trim().max(22), {
				description: "What the customer reads on the bank's statement, after the name of the business",
			}),
		}),
		...onceFields,
	},
	run: async (
		{ change, office }: StripeContext,
		{
			customerId: customer,
			paymentMethodId: method,
			amountMinor: amount,
			currency: code,
			orderReferences: references,
			additionalFields,
			durableStep,
		},
	) => {
		const { taskId } = durableStep;
		const task = taskId ? { taskId, office } : undefined;
		return await change((account) => whileOwed(savedMethodCharge(account), task, account), {
			customerId: customer,
			paymentMethodId: method,
			amount: money(amount, code),
			references,
			...additionalFields,
		});
	},
});
