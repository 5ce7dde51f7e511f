import { showApprovalPage } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

export const showApproval = operation({
	name: 'showApproval',
	label: 'Show Approval',
	action: 'Show approval page',
	description:
		'Return the page that lists the safe fixes, with a button to approve them. To open the page changes nothing.',
	fields: { ticket },
	run: async (backOffice: BackOffice, { ticket: sealed }) => await showApprovalPage(backOffice, sealed),
});
