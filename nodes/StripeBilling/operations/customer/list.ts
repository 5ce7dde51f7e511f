import { listCustomers } from '../../../../core/stripe';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { createdSince, email } from '../fields';

export const listAllCustomers = operation({
	name: 'list',
	label: 'List',
	action: 'List customers',
	description: 'Return customers, newest first',
	fields: { ...listFields, filters: additional('Filters', { createdSince, email }) },
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listCustomers(account, filters, returnAll ? null : limit),
});
