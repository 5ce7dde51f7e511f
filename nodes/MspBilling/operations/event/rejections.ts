import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { listRejections } from '../../../../core/payments';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const rejections = operation({
	name: 'rejections',
	label: 'List Rejected',
	action: 'List rejected deliveries',
	description: 'Return the number of refused deliveries of each day, by provider and reason',
	fields: {
		days: number('Days', z.number().int().min(1).max(366), {
			default: 7,
			typeOptions: { minValue: 1 },
			description: 'How many days back, today included',
		}),
	},
	run: async ({ store }: BackOffice, { days }) =>
		await store.asStaff(async (transaction) => await listRejections(transaction, days)),
});
