import { z } from 'zod';
import { taskStatistics } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const statistics = operation({
	name: 'statistics',
	label: 'Statistics',
	action: 'Get statistics of tasks',
	description: 'Count the tasks by status and by class of failure, with how long they took',
	fields: {
		days: number('Days', z.number().int().min(1).max(3660), {
			default: 30,
			typeOptions: { minValue: 1 },
			description: 'Only tasks that were created in the last so many days',
		}),
	},
	run: async ({ store }: BackOffice, { days }) =>
		await store.asStaff(async (transaction) => ({ days, ...(await taskStatistics(transaction, days)) })),
});
