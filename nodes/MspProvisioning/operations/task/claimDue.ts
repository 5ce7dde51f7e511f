import { z } from 'zod';
import { takeDueTasks, taskKinds } from '../../../../core/tasks';
import type { BackOffice } from '../../../../core/db';
import { anyOf, number, several } from '../../../shared/field';
import { operation } from '../../../shared/operation';

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
		kinds: several('Kinds', taskKinds, {
			default: ['provision'],
			description: 'Only tasks of these kinds: each is handed to the workflow that runs its kind',
		}),
	},
	run: async ({ store }: BackOffice, { limit, kinds }) =>
		await store.asStaff(async (transaction) => await takeDueTasks(transaction, limit, anyOf(kinds))),
});
