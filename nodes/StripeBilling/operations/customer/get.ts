import { getCustomer } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId } from '../fields';

export const getCustomerById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get customer',
	description: 'Return one customer by its ID',
	fields: { customerId },
	run: async ({ account }: StripeContext, input) => await getCustomer(account, input.customerId),
});
