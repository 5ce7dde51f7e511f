import { z } from 'zod';
import { optional, text } from '../../shared/field';

export const serviceId = text('Service ID', z.uuid('must be a service ID'), {
	required: true,
	description: 'The service, as MSP Billing → Payment: Apply or MSP Customers → Service: List gives it',
});

const word = optional(z.string().trim().min(1));

/** What every change of a service that is set up is asked with. */
export const changeFields = {
	serviceId,
	by: text('By', word, {
		default: 'system',
		description: 'Who asks: system, or a name. What the system did not suspend, the system does not unsuspend.',
	}),
	reference: text('Reference', word, {
		placeholder: 'e.g. dunning-2026-03',
		description: 'What makes a repeat the same change, such as the number of a dunning attempt',
	}),
};
