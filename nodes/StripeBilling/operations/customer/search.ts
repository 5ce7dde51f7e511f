import { InputError } from '../../../../core/kernel/errors';
import { searchCustomers } from '../../../../core/stripe';
import { additional, listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { email, name } from '../fields';
import { code } from './details';

export const searchForCustomers = operation({
	name: 'search',
	label: 'Search',
	action: 'Search customers',
	description: 'Find customers by code, address or a part of the name. Stripe does not find those of the last minute.',
	fields: { ...listFields, by: additional('By', { customerCode: code, email, name }) },
	run: async ({ account }: StripeContext, { returnAll, limit, by }) => {
		if (Object.values<unknown>(by).every((value) => value === undefined))
			throw new InputError('by', 'says nothing to look for', 'Give a code, an address or a part of a name.');
		return await searchCustomers(account, by, returnAll ? null : limit);
	},
});
