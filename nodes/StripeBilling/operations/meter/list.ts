import { listMeters } from '../../../../core/stripe';
import { additional, choice, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';

export const listAllMeters = operation({
	name: 'list',
	label: 'List',
	action: 'List meters',
	description: 'Return meters, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', { status: choice('Status', { active: 'Active', inactive: 'Inactive' }) }),
	},
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listMeters(account, filters, returnAll ? null : limit),
});
