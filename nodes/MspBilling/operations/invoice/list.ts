import { z } from 'zod';
import { named } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { invoiceStatuses, listInvoices } from '../../../../core/invoices';
import { additional, listFields, several, text, toggle } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCompany, ofCustomer } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List invoices',
	description: 'Return invoices with their open balances, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			companyCode: ofCompany,
			customerCode: ofCustomer,
			overdue: toggle('Overdue', z.boolean(), {
				default: true,
				description: 'Whether to return invoices that are past their due date, or the others',
			}),
			search: text('Search', named, { description: 'Only invoices with this text in their number' }),
			statuses: several('Statuses', invoiceStatuses, { description: 'Only invoices of these statuses' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listInvoices, input),
});
