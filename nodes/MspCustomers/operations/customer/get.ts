import { getCustomer } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { customer } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get customer',
	description: 'Return a customer',
	fields: { customer },
	run: async ({ store }: CustomersContext, { customer: customerCode }) =>
		await store.asStaff(async (transaction) => await getCustomer(transaction, customerCode)),
});
