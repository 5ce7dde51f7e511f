import { customerCode } from '../../../../core/customers';
import { listServices, serviceStatuses } from '../../../../core/services';
import { additional, listFields, several, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List services',
	description: 'Return services, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: text('Customer Code', customerCode, { description: 'Only services of this customer' }),
			search: searchText,
			statuses: several('Statuses', serviceStatuses, { description: 'Only services of these statuses' }),
		}),
	},
	run: async (office: CustomersContext, input) => await listRows(office, listServices, input),
});
