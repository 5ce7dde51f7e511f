import { z } from 'zod';
import { optional, text } from '../../shared/field';
import { textLimits } from '../../../core/kernel/textLimits';

export const serviceId = text('Service ID', z.uuid('must be a service ID'), {
	required: true,
	description: 'The service, from MSP Billing → Payment: Apply or MSP Customers → Service: List',
});

const word = (most: number) => optional(z.string().trim().min(1).max(most));

/** The fields of every change of a service that is set up. */
export const changeFields = {
	serviceId,
	by: text('By', word(textLimits.name), {
		default: 'system',
		description: 'Who asks: system, or a name. The system does not unsuspend what a person suspended.',
	}),
	reference: text('Reference', word(textLimits.orderReference), {
		placeholder: 'e.g. dunning-2026-03',
		description: 'Identifies a repeat of the same change, such as the number of a dunning attempt',
	}),
};
