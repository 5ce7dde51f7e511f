import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { showReconciliationPage } from '../../../../core/reconciliation';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const showPage = operation({
	name: 'showPage',
	label: 'Show Page',
	action: 'Show reconciliation page',
	description: 'Return the page that shows each difference with what to do. To open it changes nothing.',
	fields: {
		ticket: text('Ticket', z.string().max(textLimits.ticket).default(''), {
			required: true,
			placeholder: 'e.g. {{ $json.query.ticket }}',
			description: 'The ticket in the link of the mail',
		}),
	},
	run: async (office: BackOffice, { ticket }) => await showReconciliationPage(office, ticket),
});
