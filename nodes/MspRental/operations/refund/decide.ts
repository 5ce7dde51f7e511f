import type { BackOffice } from '../../../../core/db';
import { decideRefund } from '../../../../core/rentals';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { booking, by } from '../fields';
import { refundItem } from './refundItem';

export const decide = operation({
	name: 'decide',
	label: 'Decide',
	action: 'Decide on refund',
	description: 'Approve or decline a refund that waits. What somebody decided before stays.',
	fields: {
		booking,
		decision: choice('Decision', { approved: 'Approve', declined: 'Decline' }),
		by,
	},
	run: async (office: BackOffice, input) => refundItem(await decideRefund(office, input)),
});
