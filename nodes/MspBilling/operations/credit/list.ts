import { listCredits } from '../../../../core/credits';
import { currencyCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { additional, listFields, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCustomer } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List credits',
	description: 'Return what was given and used of credits, newest first, with what the customer has then',
	fields: {
		...listFields,
		filters: additional('Filters', {
			currency: text('Currency', currencyCode, { description: 'Only credits in this currency' }),
			customerCode: ofCustomer,
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listCredits, input),
});
