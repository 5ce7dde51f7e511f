import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { listPayments, paymentOutcomes } from '../../../../core/payments';
import { additional, listFields, several, toggle } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCustomer } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List payments',
	description: 'Return payments with their outcomes, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: ofCustomer,
			needsAttention: toggle('Needs Attention', z.boolean(), {
				default: true,
				description: 'Whether to return payments that need a person, or the others',
			}),
			outcomes: several('Outcomes', paymentOutcomes, { description: 'Only payments with these outcomes' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listPayments, input),
});
