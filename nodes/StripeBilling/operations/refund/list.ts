import { listRefunds } from '../../../../core/stripe';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyPaymentIntentId, createdSince } from '../fields';

export const listAllRefunds = operation({
	name: 'list',
	label: 'List',
	action: 'List refunds',
	description: 'Return refunds, newest first',
	fields: { ...listFields, filters: additional('Filters', { createdSince, paymentIntentId: anyPaymentIntentId }) },
	run: async ({ account }: StripeContext, { returnAll, limit, filters }) =>
		await listRefunds(account, filters, returnAll ? null : limit),
});
