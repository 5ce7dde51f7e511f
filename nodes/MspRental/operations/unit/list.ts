import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { companyCode } from '../../../../core/companies';
import { textLimits } from '../../../../core/kernel/textLimits';
import { listUnits } from '../../../../core/rentals';
import { additional, listFields, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List units',
	description: 'Return units, by code',
	fields: {
		...listFields,
		filters: additional('Filters', {
			companyCode: text('Company Code', companyCode, { description: 'Only units of this company' }),
			search: text('Search', z.string().trim().max(textLimits.search), {
				description: 'Only units with this text in the code or the name',
			}),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listUnits, input),
});
