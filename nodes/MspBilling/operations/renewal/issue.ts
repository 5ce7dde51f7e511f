import type { BackOffice } from '../../../../core/db';
import { issueRenewal } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { invoiceId } from './fields';

export const issue = operation({
	name: 'issue',
	label: 'Issue',
	action: 'Issue renewal in store',
	description:
		'Issue a prepared invoice in the store: it gets its number, and the credit of the customer pays it first. A repeat changes nothing.',
	fields: { invoiceId },
	run: async (office: BackOffice, { invoiceId: id }) => await issueRenewal(office, id),
});
