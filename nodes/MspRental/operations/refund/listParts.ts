import type { BackOffice } from '../../../../core/db';
import { showRefund } from '../../../../core/rentals';
import { operation, ToOutputs } from '../../../shared/operation';
import { booking } from '../fields';

export const listParts = operation({
	name: 'listParts',
	label: 'List Parts',
	action: 'List parts of refund to give back',
	description:
		'Return the parts of an approved refund that nobody has given back yet: by Stripe, or by hand where the money came another way. With no part left an item leaves by Done.',
	outputs: ['By Stripe', 'By Hand', 'Done'],
	fields: { booking },
	run: async (office: BackOffice, input) => {
		const { booking: found, refund, parts } = await showRefund(office, input.booking);
		const { bookingId, bookingCode, customerCode } = found;
		const left = refund.status === 'approved' ? parts.filter(({ givenAs }) => givenAs === null) : [];
		const items = left.map((part) => ({
			bookingId,
			bookingCode,
			customerCode,
			currency: refund.currency,
			...part,
			stepName: `refund ${part.position}`,
		}));
		return new ToOutputs({
			'By Stripe': items.filter(({ paymentIntentId }) => paymentIntentId !== null),
			'By Hand': items.filter(({ paymentIntentId }) => paymentIntentId === null),
			Done: items.length === 0 ? [{ bookingId, bookingCode, status: refund.status }] : [],
		});
	},
});
