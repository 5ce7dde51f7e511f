import { z } from 'zod';
import { adjustInvoice } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { invoice, reason, reference } from './fields';

/** A decimal, as text or as a number. The currency of the invoice decides how many decimals it may have. */
const amount = z
	.union([z.string(), z.number()])
	.transform(String)
	.pipe(z.string().trim().min(1, 'is missing').max(textLimits.token));

export const adjust = operation({
	name: 'adjust',
	label: 'Adjust',
	action: 'Adjust invoice by hand',
	description: 'Change what is owed on an invoice, such as for an apology. Its payments are settled anew.',
	fields: {
		invoice,
		amount: text('Amount', amount, {
			required: true,
			placeholder: 'e.g. 5.00',
			description:
				'What is taken off, in the currency of the invoice. A negative amount takes back what was taken off.',
		}),
		reason,
		reference,
	},
	run: async (office: BackOffice, input) => await adjustInvoice(office, input),
});
