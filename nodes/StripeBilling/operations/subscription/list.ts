import { listSubscriptions } from '../../../../core/stripe';
import { additional, choice, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyCustomerId, createdSince } from '../fields';

export const listAllSubscriptions = operation({
	name: 'list',
	label: 'List',
	action: 'List subscriptions',
	description: 'Return subscriptions, newest first. Cancelled ones only when asked for.',
	fields: {
		...listFields,
		filters: additional('Filters', {
			createdSince,
			customerId: anyCustomerId,
			status: choice('Status', {
				active: 'Active',
				all: 'All',
				canceled: 'Cancelled',
				incomplete: 'Incomplete',
				incomplete_expired: 'Incomplete Expired',
				past_due: 'Past Due',
				paused: 'Paused',
				trialing: 'Trialing',
				unpaid: 'Unpaid',
			}),
		}),
	},
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listSubscriptions(account, filters, returnAll ? null : limit),
});
