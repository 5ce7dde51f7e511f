import { customerUpsert } from '../../../../core/stripe';
import { additional, choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { email, name, onceFields } from '../fields';
import { code, customerCodeOf, otherDetails } from './details';

export const upsertCustomer = operation({
	name: 'upsert',
	label: 'Create or Update',
	action: 'Create or update customer',
	description: 'Create a new customer, or update the current one if it already exists (upsert)',
	fields: {
		knownBy: choice('Known By', { customerCode: 'Customer Code', email: 'Email' }),
		customerCode: code,
		email: { ...email, control: { ...email.control, required: true } },
		additionalFields: additional('Additional Fields', { name, ...otherDetails }),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { knownBy, customerCode: code_, email: address, additionalFields }) =>
		await change(customerUpsert, {
			by: knownBy,
			details: {
				...additionalFields,
				email: address,
				...(knownBy === 'customerCode' && { customerCode: customerCodeOf(code_) }),
			},
		}),
});
