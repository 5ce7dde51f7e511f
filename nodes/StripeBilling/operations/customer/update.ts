import { customerUpdate } from '../../../../core/stripe';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId, email, name, onceFields } from '../fields';
import { customerDetails } from './details';

export const updateCustomer = operation({
	name: 'update',
	label: 'Update',
	action: 'Update customer',
	description: 'Change what is given, and leave the rest as it is',
	fields: { customerId, updateFields: additional('Update Fields', { email, name, ...customerDetails }), ...onceFields },
	run: async ({ change }: StripeContext, { customerId: id, updateFields }) =>
		await change(customerUpdate, { customerId: id, details: updateFields }),
});
