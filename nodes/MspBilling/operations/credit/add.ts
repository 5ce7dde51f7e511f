import { z } from 'zod';
import { giveCredit } from '../../../../core/credits';
import { currencyCode, customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { reason } from '../invoice/fields';
import { decimal } from '../renewal/fields';

export const add = operation({
	name: 'add',
	label: 'Add',
	action: 'Add credit of customer',
	description: 'Give a customer credit, which pays the next invoices of the store first, or take it back',
	fields: {
		customerCode: text('Customer Code', customerCode, { required: true }),
		amount: text('Amount', decimal, {
			required: true,
			placeholder: 'e.g. 5.00',
			description: 'A negative amount takes credit back, as far as there is some',
		}),
		currency: text('Currency', currencyCode, { required: true, default: 'EUR', description: 'ISO 4217' }),
		reason,
		reference: text('Reference', z.string().trim().min(1, 'is missing').max(textLimits.orderReference), {
			required: true,
			placeholder: 'e.g. ticket-4711',
			description: 'What makes a repeat the same credit',
		}),
	},
	run: async (office: BackOffice, input) => await giveCredit(office, input),
});
