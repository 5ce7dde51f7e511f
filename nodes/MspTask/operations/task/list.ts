import { z } from 'zod';
import { findCustomerByCode } from '../../../../core/customers';
import { taskStatuses, type TaskOffice } from '../../../../core/tasks';
import { additional, listFields, several, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { kinds } from '../fields';
import { listDescribed } from './listDescribed';
import { textLimits } from '../../../../core/kernel/textLimits';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List tasks',
	description: 'Return tasks with their subjects, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: text('Customer Code', z.string().max(textLimits.token), {
				description: 'Only tasks of this customer',
			}),
			kinds,
			statuses: several('Statuses', taskStatuses, { description: 'Only tasks of these statuses' }),
		}),
	},
	run: async (office: TaskOffice, { returnAll, limit, filters: { customerCode, ...filters } }) => {
		const customer =
			customerCode === undefined
				? undefined
				: await office.store.asStaff(async (transaction) => await findCustomerByCode(transaction, customerCode));
		if (customerCode !== undefined && !customer) return [];
		return await listDescribed(office, {
			...filters,
			customerId: customer?.customerId,
			limit: returnAll ? null : limit,
		});
	},
});
