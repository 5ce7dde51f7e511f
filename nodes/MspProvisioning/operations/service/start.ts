import type { BackOffice } from '../../../../core/db';
import { startProvisioning } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import { serviceId } from '../fields';

export const start = operation({
	name: 'start',
	label: 'Start',
	action: 'Set up service',
	description: 'Start the set-up of a paid service, or return the existing task',
	fields: { serviceId },
	run: async (backOffice: BackOffice, parameters) => await startProvisioning(backOffice, parameters.serviceId),
});
