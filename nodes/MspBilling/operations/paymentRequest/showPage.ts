import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { showPayPage } from '../../../../core/paymentRequests';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { ticket } from '../fields';

export const showPage = operation({
	name: 'showPage',
	label: 'Show Page',
	action: 'Show payment page',
	description:
		'Return the page that shows a customer what is open now, with a button that pays it. To open the page changes nothing. Without the MSP Stripe credential it has no button.',
	fields: {
		ticket,
		backFrom: text('Back From', z.string().max(textLimits.token).default(''), {
			placeholder: 'e.g. {{ $json.query.from }}',
			description: 'Where the reader comes from: cancelled, changed or later. Anything else says nothing.',
		}),
	},
	run: async (office: BillingContext, { ticket: sealed, backFrom }) =>
		await showPayPage(office, office.stripe, { ticket: sealed, from: backFrom }),
});
