import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { acceptBookingPage } from '../../../../core/rentals';
import { operation, ToOutput } from '../../../shared/operation';
import { posted, ticket } from '../fields';

export const acceptPage = operation({
	name: 'acceptPage',
	label: 'Accept Page',
	action: 'Accept page of booking',
	description:
		'Take what the page of a booking posts. Who wants to pay leaves by Pay, with what a page of Stripe needs; everything else leaves by Page.',
	outputs: ['Page', 'Pay'],
	fields: {
		ticket,
		act: posted('Act', 'act', textLimits.token),
		refund: posted('Refund', 'refund', textLimits.token),
		reason: posted('Reason', 'reason'),
	},
	run: async (office: BackOffice, { refund, ...input }) => {
		const expectedRefundMinor = /^\d{1,15}$/.test(refund) ? Number(refund) : undefined;
		const { payment, ...page } = await acceptBookingPage(office, { ...input, expectedRefundMinor });
		return payment === null ? new ToOutput('Page', page) : new ToOutput('Pay', { ...payment, ticket: input.ticket });
	},
});
