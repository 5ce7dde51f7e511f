import { z } from 'zod';
import { companyCode } from '../../../core/companies';
import { customerCode } from '../../../core/customers';
import { textLimits } from '../../../core/kernel/textLimits';
import type { NewCustomers } from '../../../core/billing';
import { choice, text } from '../../shared/field';

export const paymentEventId = text('Payment Event ID', z.uuid('must be the ID of a payment event'), {
	required: true,
	default: '={{ $json.paymentEventId }}',
	description: 'From the Payment Trigger, Event: Claim Unprocessed or Invoice Ninja: Record Change',
});

export const ofCompany = text('Company Code', companyCode, { description: 'Only rows of this company' });

export const ofCustomer = text('Customer Code', customerCode, { description: 'Only rows of this customer' });

export const ticket = text('Ticket', z.string().max(textLimits.ticket).default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'The ticket in the link of the alert',
});

export const newCustomers = choice<NewCustomers>(
	'New Customers',
	{ approval: 'Approval', off: 'Off', on: 'On' },
	{
		default: 'approval',
		description:
			'Whether a buyer whom nobody has entered becomes a customer: by a person who approves it, not at all, or at once when the order is paid in full',
	},
);
