import { listCompanies } from '../../../../core/companies';
import { additional, listFields } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List companies',
	description: 'Return companies by code',
	fields: { ...listFields, filters: additional('Filters', { search: searchText }) },
	run: async (office: CustomersContext, input) => await listRows(office, listCompanies, input),
});
