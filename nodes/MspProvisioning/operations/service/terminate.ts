import type { BackOffice } from '../../../../core/db';
import { startLifecycleTask } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import { changeFields } from '../fields';

export const terminate = operation({
	name: 'terminate',
	label: 'Terminate',
	action: 'Start termination of service',
	description: 'Start the task that removes the account of a service for good, or return the existing task',
	fields: changeFields,
	run: async (backOffice: BackOffice, { by = 'system', ...order }) =>
		await startLifecycleTask(backOffice, { kind: 'terminate', by, ...order }),
});
