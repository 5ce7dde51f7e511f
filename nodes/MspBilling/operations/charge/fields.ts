import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, optional, text } from '../../../shared/field';
import { ofCompany, ofCustomer } from '../fields';

export const ofInvoice = text('Invoice ID', z.uuid('must be the ID of an invoice'), {
	placeholder: 'e.g. 0b6d7a52-8f0e-4d0f-9a2c-3f6f1f0f8c11',
	description: 'Only this invoice',
});

/** Whose charges. */
export const whose = additional('Filters', { companyCode: ofCompany, customerCode: ofCustomer, invoiceId: ofInvoice });

export const payPage = text('Pay Page', optional(z.url('must be an address').max(textLimits.url)), {
	placeholder: 'e.g. https://n8n.example.com/webhook/msp/pay',
	description:
		'The address of the page on which customers pay what is open, for the link in the mail: the GET webhook of workflow 29. Without it the link of Invoice Ninja is given.',
});
