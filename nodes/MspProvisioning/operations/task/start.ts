import { z } from 'zod';
import { startTask } from '../../../../core/provisioning';
import type { BackOffice } from '../../../../core/store';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const start = operation({
	name: 'start',
	label: 'Start',
	action: 'Start provisioning task',
	description: 'Start the provisioning of a paid service, or return the task that is there already',
	fields: {
		serviceId: text('Service ID', z.uuid('must be a service ID'), {
			required: true,
			description: 'The service, as MSP Billing → Payment: Apply gives it',
		}),
	},
	run: async (backOffice: BackOffice, { serviceId }) => await startTask(backOffice, serviceId),
});
