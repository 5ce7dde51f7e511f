import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';

/** Where workflow 29 answers. */
export const page = text('Page', z.string().trim().min(1, 'is missing').max(textLimits.url), {
	required: true,
	placeholder: 'e.g. https://n8n.example.com/webhook/msp/pay',
	description: 'The address of the page, at which the workflow “29 Pay open invoices” answers',
});
