import type { BackOffice } from '../../../../core/db';
import { listRequests, requestStatuses } from '../../../../core/paymentRequests';
import { additional, listFields, several } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCustomer } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List payment requests',
	description: 'Return payment requests with what they ask for each invoice, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: ofCustomer,
			statuses: several('Statuses', requestStatuses, { description: 'Only payment requests of these statuses' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listRequests, input),
});
