import { z } from 'zod';
import { placeByHand } from '../../../../core/billing';
import { planCode } from '../../../../core/catalog';
import { customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { siteDomain } from '../../../../core/kernel/domainName';
import { additional, choice, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { paymentEventId } from '../fields';

export const place = operation({
	name: 'place',
	label: 'Place',
	action: 'Place payment on customer',
	description:
		'Open the order of a payment that nobody could place, for a customer whom you name. Its event is handled again, as if it had just come. A repeat changes nothing.',
	fields: {
		paymentEventId,
		whose: choice(
			'Whose It Is',
			{ known: 'A Customer Who Is Known', new: 'A New Customer, Made of the Buyer' },
			{ description: 'Whether the payment is of a customer who is known, or a new one is made of the buyer' },
		),
		customerCode: text('Customer Code', optional(customerCode), {
			placeholder: 'e.g. acme',
			description: 'Whose the payment is',
			displayOptions: { show: { whose: ['known'] } },
		}),
		by: text('By', z.string().trim().min(1, 'must say who decides').max(100), {
			required: true,
			placeholder: 'e.g. Ada',
			description: 'The name of the person who decides. The event keeps it.',
		}),
		additionalFields: additional('Additional Fields', {
			domain: text('Domain', siteDomain, {
				placeholder: 'e.g. example.com',
				description: 'By default the domain that the payment names',
			}),
			planCode: text('Plan Code', planCode, {
				placeholder: 'e.g. starter',
				description: 'By default the plan that the payment names',
			}),
		}),
	},
	run: async (office: BackOffice, { whose, customerCode: code, additionalFields, ...input }) =>
		await placeByHand(office, {
			...input,
			...additionalFields,
			customerCode: whose === 'new' ? undefined : (code ?? ''),
		}),
});
