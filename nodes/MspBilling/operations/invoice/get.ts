import type { BackOffice } from '../../../../core/db';
import { adjustmentsOfInvoice, getInvoice } from '../../../../core/invoices';
import { operation } from '../../../shared/operation';
import { invoice } from './fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get invoice',
	description: 'Return an invoice with its open balance and what was adjusted by hand',
	fields: { invoice },
	run: async ({ store }: BackOffice, { invoice: wanted }) =>
		await store.asStaff(async (transaction) => {
			const found = await getInvoice(transaction, wanted);
			return { ...found, adjustments: await adjustmentsOfInvoice(transaction, found.invoiceId) };
		}),
});
