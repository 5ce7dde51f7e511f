import { openPortal } from '../../../../core/stripe';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { addressBox, customerId, languageOfPage } from '../fields';

export const openBillingPortal = operation({
	name: 'createSession',
	label: 'Create Session',
	action: 'Create billing portal session',
	description: 'Make a short-lived link to the pages on which a customer manages payment methods and subscriptions',
	fields: {
		customerId,
		additionalFields: additional('Additional Fields', {
			language: languageOfPage,
			returnUrl: addressBox('Return URL', 'Where the customer goes back to'),
		}),
	},
	run: async ({ account }: StripeContext, { customerId: id, additionalFields }) =>
		await openPortal(account, { customerId: id, ...additionalFields }),
});
