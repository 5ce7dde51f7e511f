import { listPaymentMethods } from '../../../../core/stripe';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId } from '../fields';

export const listMethods = operation({
	name: 'list',
	label: 'List',
	action: 'List payment methods',
	description: 'Return the saved payment methods of a customer, and which is the default',
	fields: { customerId, ...listFields },
	run: async ({ account }: StripeContext, { customerId: id, returnAll, limit }) =>
		await listPaymentMethods(account, id, returnAll ? null : limit),
});
