import { z } from 'zod';
import { named } from '../../../../core/customers';
import { textLimits } from '../../../../core/kernel/textLimits';
import { locator, optional, text } from '../../../shared/field';

export const invoice = locator('Invoice', named.max(textLimits.name), {
	search: 'searchInvoices',
	placeholder: 'e.g. INV-order-4711',
	required: true,
	description: 'By its number or its ID. Where several companies have the number: company/number.',
});

export const reason = text('Reason', z.string().trim().min(1, 'must say why').max(textLimits.reason), {
	required: true,
	placeholder: 'e.g. paid in cash, receipt 12',
	description: 'The audit log keeps it, and Invoice: Get shows it',
});

export const reference = text('Reference', optional(z.string().trim().max(textLimits.orderReference)), {
	placeholder: 'e.g. receipt-12',
	description: 'What makes a repeat the same change. Without it a repeat of Adjust changes the invoice again.',
});
