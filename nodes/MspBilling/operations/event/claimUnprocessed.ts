import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { claimUnprocessedEvents } from '../../../../core/payments';
import { number } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const claimUnprocessed = operation({
	name: 'claimUnprocessed',
	label: 'Claim Unprocessed',
	action: 'Claim unprocessed payment events',
	description: 'Claim received events that nobody has processed. Only one run at a time gets each event.',
	fields: {
		limit: number('Limit', z.number().int().min(1).max(500), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
	},
	run: async ({ store }: BackOffice, { limit }) =>
		await store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, limit)),
});
