import { named } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { getInvoice } from '../../../../core/invoices';
import { locator } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get invoice',
	description: 'Return an invoice with its open balance',
	fields: {
		invoice: locator('Invoice', named, {
			search: 'searchInvoices',
			placeholder: 'e.g. INV-order-4711',
			required: true,
			description: 'By its number or its ID',
		}),
	},
	run: async ({ store }: BackOffice, { invoice }) =>
		await store.asStaff(async (transaction) => await getInvoice(transaction, invoice)),
});
