import { z } from 'zod';
import { taskStatistics, type TaskOffice } from '../../../../core/tasks';
import { anyOf, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { kinds } from '../fields';

export const statistics = operation({
	name: 'statistics',
	label: 'Statistics',
	action: 'Get statistics of tasks',
	description: 'Count the tasks by status, by kind and by class of failure, and return how long they took',
	fields: {
		days: number('Days', z.number().int().min(1).max(3660), {
			default: 30,
			typeOptions: { minValue: 1 },
			description: 'Only tasks of the last so many days, by their creation',
		}),
		kinds,
	},
	run: async ({ store }: TaskOffice, { days, kinds: chosen }) =>
		await store.asStaff(async (transaction) => ({
			days,
			...(await taskStatistics(transaction, days, anyOf(chosen))),
		})),
});
