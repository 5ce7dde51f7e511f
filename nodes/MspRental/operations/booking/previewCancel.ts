import type { BackOffice } from '../../../../core/db';
import { previewCancellation } from '../../../../core/rentals';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { booking } from '../fields';

export const previewCancel = operation({
	name: 'previewCancel',
	label: 'Preview Cancel',
	action: 'Preview cancellation of booking',
	description: 'Return what would go back if the booking was cancelled now. It changes nothing.',
	fields: {
		booking,
		goesBack: choice(
			'Goes Back',
			{ policy: 'By the Policy', all: 'Everything' },
			{
				description: 'Whether the terms of the booking decide, or everything goes back because the host cancels',
			},
		),
	},
	run: async (office: BackOffice, { booking: named, goesBack }) => {
		const { booking: found, ...told } = await previewCancellation(office, named, { all: goesBack === 'all' });
		const { bookingId, bookingCode, status, currency, customerCode } = found;
		return { bookingId, bookingCode, status, customerCode, currency, ...told };
	},
});
