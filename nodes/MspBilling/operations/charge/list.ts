import { attemptOutcomes, listAttempts } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { additional, listFields, several } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCustomer } from '../fields';
import { ofInvoice } from './fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List charges',
	description: 'Return the tries to charge saved payment methods, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: ofCustomer,
			invoiceId: ofInvoice,
			outcomes: several('Outcomes', attemptOutcomes, { description: 'Only tries that came out so' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listAttempts, input),
});
