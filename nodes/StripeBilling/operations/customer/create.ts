import { customerCreation } from '../../../../core/stripe';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { email, name, onceFields } from '../fields';
import { customerDetails } from './details';

export const createCustomer = operation({
	name: 'create',
	label: 'Create',
	action: 'Create customer',
	description: 'Create a customer at Stripe. Customer: Create or Update does not make two of one.',
	fields: {
		email: { ...email, control: { ...email.control, required: true } },
		additionalFields: additional('Additional Fields', { name, ...customerDetails }),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { email: address, additionalFields }) =>
		await change(customerCreation, { email: address, ...additionalFields }),
});
