import { z } from 'zod';
import { companyCode } from '../../../core/companies';
import { customerCode } from '../../../core/customers';
import { text } from '../../shared/field';

export const paymentEventId = text('Payment Event ID', z.uuid('must be the ID of a payment event'), {
	required: true,
	default: '={{ $json.paymentEventId }}',
	description: 'From the Payment Trigger, Event: Claim Unprocessed or Invoice Ninja: Record Change',
});

export const ofCompany = text('Company Code', companyCode, { description: 'Only rows of this company' });

export const ofCustomer = text('Customer Code', customerCode, { description: 'Only rows of this customer' });
