import { meterCreation } from '../../../../core/stripe';
import { additional, choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { name, onceFields } from '../fields';
import { eventName, valueKey } from '../meters';

export const createMeter = operation({
	name: 'create',
	label: 'Create',
	action: 'Create meter',
	description: 'Create a meter that counts the use of customers. Stripe has one active meter for an event name.',
	fields: {
		displayName: { ...name, control: { ...name.control, displayName: 'Display Name', required: true } },
		eventName,
		aggregation: choice('Aggregation', { sum: 'Sum', count: 'Count', last: 'Last' }),
		additionalFields: additional('Additional Fields', { valueKey }),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { displayName, eventName: event, aggregation, additionalFields }) =>
		await change(meterCreation, {
			name: displayName,
			eventName: event,
			aggregation,
			valueKey: additionalFields.valueKey ?? 'value',
		}),
});
