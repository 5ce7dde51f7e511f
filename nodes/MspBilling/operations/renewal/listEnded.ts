import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { systemClock } from '../../../../core/kernel/clock';
import { listEnded as ended } from '../../../../core/renewals';
import { listFields, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const listEnded = operation({
	name: 'listEnded',
	label: 'List Ended',
	action: 'List ended services',
	description:
		'Return the services whose fixed term is over or that were cancelled, and that are there still, the first to end first',
	fields: {
		...listFields,
		within: number('Within Days', z.number().int().min(0).max(366).default(0), {
			description: 'Return also services that end within so many days',
		}),
	},
	run: async ({ store }: BackOffice, { returnAll, limit, within }) =>
		await store.asStaff(
			async (transaction) => await ended(transaction, { within, limit: returnAll ? null : limit }, systemClock),
		),
});
