import { getCustomer } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { customer } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get customer',
	description: 'Return a customer; by the code of one who was merged, the customer into whom it was',
	fields: { customer },
	run: async ({ store }: CustomersContext, { customer: customerCode }) => {
		const found = await store.asStaff(async (transaction) => await getCustomer(transaction, customerCode));
		return { ...found, ...(found.customerCode !== customerCode && { mergedFrom: customerCode }) };
	},
});
