import { getInvoice } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId } from '../fields';

export const getInvoiceById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get invoice',
	description: 'Return one invoice by its ID',
	fields: { invoiceId },
	run: async ({ account }: StripeContext, input) => await getInvoice(account, input.invoiceId),
});
