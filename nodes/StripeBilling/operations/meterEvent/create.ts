import { z } from 'zod';
import { meterEventSending } from '../../../../core/stripe';
import { additional, dateTime, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId, onceFields } from '../fields';
import { decimalDigits, eventName, identifier, valueKey } from '../meters';

export const sendMeterEvent = operation({
	name: 'create',
	label: 'Create',
	action: 'Create meter event',
	description: 'Tell a meter of use. Stripe counts an identifier once, and tells later what it could not count.',
	fields: {
		customerId,
		eventName,
		value: number(
			'Value',
			z
				.number('must be a number')
				.refine((value) => Number.isFinite(value) && Math.abs(value) < 1e15, 'must be a number below 10^15'),
			{ required: true },
		),
		additionalFields: additional('Additional Fields', {
			identifier,
			usedAt: dateTime('Used At', z.coerce.date('must be a date and time'), {
				description: 'Stripe takes the last 35 days. Leave it out for now.',
			}),
			valueKey,
		}),
		...onceFields,
	},
	run: async (
		{ change }: StripeContext,
		{ customerId: customer, eventName: event, value, additionalFields: { usedAt, ...more } },
	) =>
		await change(meterEventSending, {
			customerId: customer,
			eventName: event,
			value: decimalDigits(value),
			at: usedAt,
			...more,
			valueKey: more.valueKey ?? 'value',
		}),
});
