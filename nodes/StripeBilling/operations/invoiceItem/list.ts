import { listInvoiceItems } from '../../../../core/stripe';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyCustomerId, anyInvoiceId } from '../fields';

export const listItems = operation({
	name: 'list',
	label: 'List',
	action: 'List invoice items',
	description: 'Return invoice items, newest first',
	fields: { ...listFields, filters: additional('Filters', { customerId: anyCustomerId, invoiceId: anyInvoiceId }) },
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listInvoiceItems(account, filters, returnAll ? null : limit),
});
