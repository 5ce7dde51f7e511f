import { listPayments } from '../../../../core/stripe';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyCustomerId, createdSince } from '../fields';

export const listAllPayments = operation({
	name: 'list',
	label: 'List',
	action: 'List payment intents',
	description: 'Return payments with their outcomes, newest first',
	fields: { ...listFields, filters: additional('Filters', { createdSince, customerId: anyCustomerId }) },
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listPayments(account, filters, returnAll ? null : limit),
});
