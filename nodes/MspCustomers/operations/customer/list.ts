import { listCustomers } from '../../../../core/customers';
import { additional, listFields } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { ofCompany, searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List customers',
	description: 'Return customers by code',
	fields: { ...listFields, filters: additional('Filters', { companyCode: ofCompany, search: searchText }) },
	run: async (office: CustomersContext, input) => await listRows(office, listCustomers, input),
});
