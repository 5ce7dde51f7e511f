import { named } from '../../../../core/customers';
import { listServers } from '../../../../core/servers';
import { additional, listFields, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List servers',
	description: 'Return servers by code, with how full each is',
	fields: {
		...listFields,
		filters: additional('Filters', {
			search: searchText,
			serverGroup: text('Server Group', named, { description: 'Only servers of this group' }),
		}),
	},
	run: async ({ store }: CustomersContext, { returnAll, limit, filters }) =>
		await store.asStaff(
			async (transaction) => await listServers(transaction, { ...filters, limit: returnAll ? null : limit }),
		),
});
