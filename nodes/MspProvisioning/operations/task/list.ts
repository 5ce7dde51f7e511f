import { z } from 'zod';
import { listTasks, taskKinds, taskStatuses } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { additional, anyOf, listFields, several, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List tasks',
	description: 'Return tasks with whose they are, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: text('Customer Code', z.string(), { description: 'Only tasks of this customer' }),
			kinds: several('Kinds', taskKinds, { description: 'Only tasks of these kinds' }),
			statuses: several('Statuses', taskStatuses, { description: 'Only tasks of these statuses' }),
		}),
	},
	run: async ({ store }: BackOffice, { returnAll, limit, filters: { statuses, kinds, ...filters } }) =>
		await store.asStaff(
			async (transaction) =>
				await listTasks(transaction, {
					...filters,
					statuses: anyOf(statuses),
					kinds: anyOf(kinds),
					limit: returnAll ? null : limit,
				}),
		),
});
