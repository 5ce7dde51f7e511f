import { z } from 'zod';
import { listPlans } from '../../../../core/catalog';
import { additional, listFields, toggle } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { searchText } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List plans',
	description: 'Return plans by code',
	fields: {
		...listFields,
		filters: additional('Filters', {
			available: toggle('Available', z.boolean(), {
				default: true,
				description: 'Whether to return available plans, or plans that are no longer available',
			}),
			search: searchText,
		}),
	},
	run: async (office: CustomersContext, input) => await listRows(office, listPlans, input),
});
