import { named } from '../../../../core/customers';
import { listServers } from '../../../../core/servers';
import { additional, listFields, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List servers',
	description: 'Return servers by code, and how full each is',
	fields: {
		...listFields,
		filters: additional('Filters', {
			search: searchText,
			serverGroup: text('Server Group', named, { description: 'Only servers of this group' }),
		}),
	},
	run: async (office: CustomersContext, input) => await listRows(office, listServers, input),
});
