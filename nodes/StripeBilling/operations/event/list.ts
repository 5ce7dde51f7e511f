import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { listEvents } from '../../../../core/stripe';
import { additional, dateTime, listFields, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';

export const listAllEvents = operation({
	name: 'list',
	label: 'List',
	action: 'List events',
	description: 'Return what happened at Stripe, oldest first: all since a time, or all after an event',
	fields: {
		...listFields,
		filters: additional('Filters', {
			after: text('After Event ID', z.string().trim().max(textLimits.providerId), {
				placeholder: 'e.g. evt_1NG8Du2eZvKYlo2C',
				description: 'The last event that is known: those after it are returned, in their order',
			}),
			since: dateTime('Since', z.coerce.date('must be a date and time'), {
				description: 'Stripe keeps events for 30 days',
			}),
			types: text('Types', z.string().max(textLimits.reason), {
				placeholder: 'e.g. invoice.paid, charge.refunded',
				description: 'With commas between them, at most 20',
			}),
		}),
	},
	run: async ({ account }: StripeContext, { returnAll, limit, filters: { types, ...filters } }) =>
		await listEvents(account, { ...filters, types: types?.split(/[\s,]+/).filter(Boolean) }, returnAll ? null : limit),
});
