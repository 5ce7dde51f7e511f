import { z } from 'zod';
import { customerCode } from '../../../core/customers';
import { text } from '../../shared/field';

export const paymentEventId = text('Payment Event ID', z.uuid('must be the ID of a payment event'), {
	required: true,
	default: '={{ $json.paymentEventId }}',
	description: 'From the Payment Trigger or Event: Claim Unprocessed',
});

export const ofCustomer = text('Customer Code', customerCode, { description: 'Only rows of this customer' });
