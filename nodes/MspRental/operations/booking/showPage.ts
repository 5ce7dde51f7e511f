import type { BackOffice } from '../../../../core/db';
import { showBookingPage } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

export const showPage = operation({
	name: 'showPage',
	label: 'Show Page',
	action: 'Show page of booking',
	description: 'Return the page on which a guest sees the booking, pays and cancels. To open it changes nothing.',
	fields: { ticket },
	run: async (office: BackOffice, input) => await showBookingPage(office, input.ticket),
});
