import { z } from 'zod';
import { listTasks, taskStatuses } from '../../../../core/store/tasks';
import type { BackOffice } from '../../../../core/store';
import { additional, listFields, text, type Field } from '../../../shared/field';
import { operation } from '../../../shared/operation';

const statuses: Field<z.ZodType<Array<(typeof taskStatuses)[number]>>> = {
	schema: z.array(z.enum(taskStatuses)),
	control: {
		displayName: 'Statuses',
		type: 'multiOptions',
		default: [],
		options: taskStatuses.map((value) => ({ value, name: value.charAt(0).toUpperCase() + value.slice(1) })),
		description: 'Only tasks of these statuses',
	},
};

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List tasks',
	description: 'Return tasks with whose they are, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			statuses,
			customerCode: text('Customer Code', z.string(), { description: 'Only tasks of this customer' }),
		}),
	},
	run: async ({ store }: BackOffice, { returnAll, limit, filters }) =>
		await store.asStaff(async (transaction) => {
			const wanted = filters.statuses?.length ? { statuses: filters.statuses } : {};
			return await listTasks(transaction, {
				...filters,
				statuses: undefined,
				...wanted,
				limit: returnAll ? null : limit,
			});
		}),
});
