import type { BackOffice } from '../../../../core/db';
import { showBooking } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { booking } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get booking',
	description: 'Return a booking with its invoices, and with what goes back if it ended',
	fields: { booking },
	run: async (office: BackOffice, input) => await showBooking(office, input.booking),
});
