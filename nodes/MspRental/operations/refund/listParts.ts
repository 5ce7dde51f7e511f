import type { BackOffice } from '../../../../core/db';
import { showRefund } from '../../../../core/rentals';
import { operation, ToOutputs } from '../../../shared/operation';
import { booking } from '../fields';

export const listParts = operation({
	name: 'listParts',
	label: 'List Parts',
	action: 'List parts of refund to give back',
	description:
		'Return the parts of an approved refund that are still to be given back at Stripe. With none left an item leaves by Done. What came another way is told to staff by a notice.',
	outputs: ['By Stripe', 'Done'],
	fields: { booking },
	run: async (office: BackOffice, input) => {
		const { booking: found, refund, parts } = await showRefund(office, input.booking);
		const { bookingId, bookingCode, customerCode } = found;
		const left =
			refund.status !== 'approved'
				? []
				: parts.filter((part) => part.givenAs === null && part.paymentIntentId !== null);
		const about = { bookingId, bookingCode, customerCode, currency: refund.currency };
		return new ToOutputs({
			'By Stripe': left.map((part) => ({ ...about, ...part, stepName: `refund ${part.position}` })),
			Done: left.length === 0 ? [{ ...about, status: refund.status }] : [],
		});
	},
});
