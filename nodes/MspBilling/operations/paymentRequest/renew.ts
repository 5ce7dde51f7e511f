import { z } from 'zod';
import { currencyCode, customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { language } from '../../../../core/kernel/languages';
import { linkDays, makeRequests } from '../../../../core/paymentRequests';
import { additional, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { page } from './fields';

export const renew = operation({
	name: 'renew',
	label: 'Renew',
	action: 'Renew payment request',
	description:
		'Return the payment request for what a customer has open now, with its link: an item for each currency. A repeat gives the same one until something else is open.',
	fields: {
		customerCode: text('Customer Code', customerCode, { required: true, placeholder: 'e.g. acme' }),
		page,
		additionalFields: additional('Additional Fields', {
			currency: text('Currency', currencyCode, {
				placeholder: 'e.g. EUR',
				description: 'By default each currency in which something is open',
			}),
			days: number('Days', z.number().int().min(1, 'must be at least 1').max(365, 'must be at most 365'), {
				default: linkDays,
				typeOptions: { minValue: 1, maxValue: 365 },
				description: 'How long the link works',
			}),
			language: text('Language', language, {
				placeholder: 'e.g. nl',
				description: 'Of the page. By default the language of the customer.',
			}),
		}),
	},
	run: async (office: BackOffice, { additionalFields, ...wish }) =>
		await makeRequests(office, { ...wish, ...additionalFields }),
});
