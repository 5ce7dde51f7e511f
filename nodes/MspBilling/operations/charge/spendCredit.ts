import { z } from 'zod';
import { spendCredit as spend } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const spendCredit = operation({
	name: 'spendCredit',
	label: 'Spend Credit',
	action: 'Spend credit on invoice of invoice ninja',
	description:
		'Use what a customer has to its credit for an invoice of Invoice Ninja, once. `money` is what Invoice Ninja → Payment: Record Money takes.',
	fields: {
		invoiceId: text('Invoice ID', z.uuid('must be the ID of an invoice'), {
			required: true,
			default: '={{ $json.invoiceId }}',
			description: 'From Renewal: Record. An invoice of the store is paid from credit by Renewal: Issue.',
		}),
	},
	run: async (office: BackOffice, { invoiceId }) => await spend(office, invoiceId),
});
