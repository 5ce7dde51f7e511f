import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { startPayment } from '../../../../core/paymentRequests';
import { text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { ticket } from '../fields';
import { page } from './fields';

export const startCheckout = operation({
	name: 'startCheckout',
	label: 'Start Checkout',
	action: 'Start checkout from payment page',
	description:
		'Open a page of Stripe for what is open now, and return where the customer goes. There is one page that can be paid, however often the button is pressed: it is used again, or closed when something else is open.',
	fields: {
		ticket,
		seen: text('Seen', z.string().max(textLimits.token).default(''), {
			placeholder: 'e.g. {{ $json.body.seen }}',
			description:
				'What the customer saw, as the form posts it. When something else is open now, the customer sees that first.',
		}),
		page,
		keepPaymentMethod: toggle('Keep Payment Method', z.boolean().default(false), {
			description: 'Whether the payment method is kept, to charge it later without the customer',
		}),
	},
	run: async (office: BillingContext, posted) => await startPayment(office, office.stripe, posted),
});
