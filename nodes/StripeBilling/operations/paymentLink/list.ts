import { z } from 'zod';
import { listPaymentLinks } from '../../../../core/stripe';
import { additional, listFields, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';

export const listLinks = operation({
	name: 'list',
	label: 'List',
	action: 'List payment links',
	description: 'Return payment links, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			active: toggle('Active', z.boolean(), {
				default: true,
				description: 'Whether to return links that can be paid, or the others',
			}),
		}),
	},
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listPaymentLinks(account, filters, returnAll ? null : limit),
});
