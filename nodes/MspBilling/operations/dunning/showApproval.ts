import type { BackOffice } from '../../../../core/db';
import { showApprovalPage } from '../../../../core/dunning';
import { operation } from '../../../shared/operation';
import { ticket } from './fields';

export const showApproval = operation({
	name: 'showApproval',
	label: 'Show Approval',
	action: 'Show approval page of dunning',
	description:
		'Return the page that lists what a run must not do alone, with a button to approve it. To open the page changes nothing.',
	fields: { ticket },
	run: async (office: BackOffice, { ticket: sealed }) => await showApprovalPage(office, sealed),
});
