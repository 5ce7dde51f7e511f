import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { listPaymentEvents } from '../../../../core/payments';
import { additional, choice, listFields, toggle } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List payment events',
	description: 'Return verified payment events, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			processed: toggle('Processed', z.boolean(), {
				description: 'Whether to return processed events, or events that still wait',
			}),
			provider: choice('Provider', { stripe: 'Stripe', paypal: 'PayPal', invoiceninja: 'Invoice Ninja' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listPaymentEvents, input),
});
