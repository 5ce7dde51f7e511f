import { listCustomers } from '../../../../core/customers';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List customers',
	description: 'Return customers by code',
	fields: { ...listFields, filters: additional('Filters', { search: searchText }) },
	run: async ({ store }: CustomersContext, { returnAll, limit, filters }) =>
		await store.asStaff(
			async (transaction) => await listCustomers(transaction, { ...filters, limit: returnAll ? null : limit }),
		),
});
