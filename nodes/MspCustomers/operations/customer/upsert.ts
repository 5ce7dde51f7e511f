import { saveCustomer } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, changeOf, code, emailField, name } from './fields';

export const upsert = operation({
	name: 'upsert',
	label: 'Create or Update',
	action: 'Create or update customer',
	description: 'Create a new customer, or update the current one if it already exists (upsert)',
	fields: { customerCode: code, name, email: emailField, additionalFields },
	run: async (office: CustomersContext, { additionalFields: more, ...customer }) =>
		await saveCustomer(office, { ...changeOf(more), ...customer }),
});
