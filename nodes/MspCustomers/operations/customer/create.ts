import { createCustomer } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, changeOf, code, emailField, name } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create customer',
	description: 'Add a customer',
	fields: { customerCode: code, name, email: emailField, additionalFields },
	run: async (office: CustomersContext, { additionalFields: more, ...customer }) =>
		await createCustomer(office, { ...changeOf(more), ...customer }),
});
