import { z } from 'zod';
import { savedMethod } from '../../../../core/stripe';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { customerId } from '../fields';

const nothing = {
	...{ paymentMethodId: null, type: null, brand: null, last4: null, expiryMonth: null, expiryYear: null },
	...{ country: null, name: null, email: null, live: null, createdAt: null, isDefault: false },
};

export const getSavedMethod = operation({
	name: 'getSaved',
	label: 'Get Saved',
	action: 'Get saved payment method',
	description:
		'Return the method by which a customer is charged while they are away: the default, else the newest. `found` says whether there is one.',
	fields: {
		customerId,
		except: json('Except', jsonValue(z.array(z.string().max(textLimits.providerId)).max(mostEntries)), {
			default: '[]',
			description: 'IDs of payment methods that are not charged, such as cards that a bank has refused for good',
		}),
	},
	run: async ({ account }: StripeContext, { customerId: id, except }) => {
		const method = await savedMethod(account, id, except);
		return { found: method !== undefined, customerId: id, ...(method ?? nothing) };
	},
});
