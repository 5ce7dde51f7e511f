import { listInvoices } from '../../../../core/stripe';
import { additional, choice, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyCustomerId, createdSince } from '../fields';

export const listAllInvoices = operation({
	name: 'list',
	label: 'List',
	action: 'List invoices',
	description: 'Return invoices, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			createdSince,
			customerId: anyCustomerId,
			status: choice('Status', {
				draft: 'Draft',
				open: 'Open',
				paid: 'Paid',
				uncollectible: 'Uncollectible',
				void: 'Void',
			}),
		}),
	},
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listInvoices(account, filters, returnAll ? null : limit),
});
