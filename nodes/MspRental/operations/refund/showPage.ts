import type { BackOffice } from '../../../../core/db';
import { showRefundPage } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

export const showPage = operation({
	name: 'showPage',
	label: 'Show Page',
	action: 'Show page of refund',
	description: 'Return the page on which staff decide on a refund. To open it changes nothing.',
	fields: { ticket },
	run: async (office: BackOffice, input) => await showRefundPage(office, input.ticket),
});
