import { z } from 'zod';
import { describeTasks, takeDueTasks, type TaskOffice } from '../../../../core/tasks';
import { number, several } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { taskKindNames } from '../../../shared/taskKinds';

export const claimDue = operation({
	name: 'claimDue',
	label: 'Claim Due',
	action: 'Claim tasks that are due',
	description: 'Take the tasks whose run died, whose retry is due or that waited for room, for this run to dispatch',
	fields: {
		limit: number('Limit', z.number().int().min(1).max(500, 'must be 500 at the most'), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
		kinds: {
			...several('Kinds', taskKindNames, {
				default: ['provision'],
				description: 'Only tasks of these kinds. Hand each task to the workflow that runs its kind.',
			}),
			schema: z.array(z.enum(taskKindNames)).min(1, 'must name at least one kind'),
		},
	},
	run: async (office: TaskOffice, { limit, kinds }) =>
		await office.store.asStaff(
			async (transaction) => await describeTasks(transaction, office, await takeDueTasks(transaction, limit, kinds)),
		),
});
