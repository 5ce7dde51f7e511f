import { z } from 'zod';
import { repeatUnknown as repeat } from '../../../../core/billing';
import { companyCode } from '../../../../core/companies';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const repeatUnknown = operation({
	name: 'repeatUnknown',
	label: 'Repeat Unknown',
	action: 'Repeat unknown invoices of invoice ninja',
	description:
		'Record the unknown invoices of a company again, such as after a customer got its client. Returns an item for each payment event to be applied.',
	fields: {
		companyCode: text('Company Code', companyCode, { required: true, default: 'main' }),
		clientId: text('Client ID', optional(z.string().trim().min(1).max(textLimits.token)), {
			description: 'Only the invoices of this client of Invoice Ninja. Without it all of the company.',
		}),
	},
	run: async (office: BackOffice, input) => await repeat(office, input),
});
