import type { BackOffice } from '../../../../core/db';
import { listUnmatched, unmatchedReasons } from '../../../../core/invoices';
import { additional, listFields, several } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCompany } from '../fields';

export const listUnknown = operation({
	name: 'listUnknown',
	label: 'List Unknown',
	action: 'List unknown invoices of invoice ninja',
	description: 'Return the invoices of Invoice Ninja whose client or product nobody knows, oldest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			companyCode: ofCompany,
			reasons: several('Reasons', unmatchedReasons, { description: 'Only invoices with these reasons' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listUnmatched, input),
});
