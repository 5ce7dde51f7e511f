import { z } from 'zod';
import { listRefusals } from '../../../../core/apiKeys';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';

export const listRefused = operation({
	name: 'listRefused',
	label: 'List Refused Calls',
	action: 'List refused calls of API',
	description: 'Return the number of refused calls of each day, by address and reason',
	fields: {
		days: number('Days', z.number().int().min(1).max(366), {
			default: 7,
			typeOptions: { minValue: 1 },
			description: 'How many days back, today included',
		}),
	},
	run: async ({ store }: CustomersContext, { days }) =>
		await store.asStaff(async (transaction) => await listRefusals(transaction, days)),
});
