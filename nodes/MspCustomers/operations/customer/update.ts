import { updateCustomer } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { customer } from '../fields';
import { changeOf, changes } from './fields';

export const update = operation({
	name: 'update',
	label: 'Update',
	action: 'Update customer',
	description: 'Change a customer',
	fields: { customer, updateFields: changes },
	run: async (office: CustomersContext, { customer: customerCode, updateFields }) => {
		const { newCustomerCode, ...changed } = updateFields;
		return await updateCustomer(office, customerCode, { ...changeOf(changed), customerCode: newCustomerCode });
	},
});
